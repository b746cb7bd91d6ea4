import Glibc

/// The functions of the HDF5 library that are needed, looked up when the first file is opened.
///
/// The library brings others with it and takes some milliseconds to load, so the program is not linked with it. Its
/// functions have had these types since HDF5 1.8; identifiers are 64 bits wide since 1.10, and older ones are refused.
struct HDF5Library {
    typealias Identifier = Int64
    private typealias Version = @convention(c) (UnsafeMutablePointer<UInt32>, UnsafeMutablePointer<UInt32>, UnsafeMutablePointer<UInt32>) -> Int32
    typealias Open = @convention(c) (UnsafePointer<CChar>, UInt32, Identifier) -> Identifier
    typealias OpenIn = @convention(c) (Identifier, UnsafePointer<CChar>, Identifier) -> Identifier
    typealias Of = @convention(c) (Identifier) -> Identifier
    typealias Status = @convention(c) (Identifier) -> Int32
    typealias Extent = @convention(c) (Identifier, UnsafeMutablePointer<UInt64>, UnsafeMutablePointer<UInt64>?) -> Int32
    typealias Size = @convention(c) (Identifier) -> Int
    typealias Read = @convention(c) (Identifier, Identifier, Identifier, Identifier, Identifier, UnsafeMutableRawPointer) -> Int32
    typealias ReadAttribute = @convention(c) (Identifier, Identifier, UnsafeMutableRawPointer) -> Int32
    typealias Exists = @convention(c) (Identifier, UnsafePointer<CChar>) -> Int32
    typealias LinkExists = @convention(c) (Identifier, UnsafePointer<CChar>, Identifier) -> Int32
    typealias Release = @convention(c) (UnsafeMutableRawPointer) -> Int32

    let openFile: Open, openDataset: OpenIn, openAttribute: OpenIn
    let datasetSpace: Of, datasetType: Of, attributeType: Of
    let rank: Status, extent: Extent, typeClass: Status, typeSize: Size, isVariableString: Status
    let read: Read, readAttribute: ReadAttribute, attributeExists: Exists, linkExists: LinkExists, release: Release
    let closeFile: Status, closeDataset: Status, closeSpace: Status, closeType: Status, closeAttribute: Status
    let float: Identifier, int32: Identifier

    /// Every name under which distributions install it without its development files, newest first, and the plain one.
    private static let names = ["libhdf5_serial.so", "libhdf5.so", "libhdf5_serial.so.310", "libhdf5.so.310", "libhdf5_serial.so.103", "libhdf5.so.200", "libhdf5.so.103"]

    /// Loaded once; nil where it is not there.
    // Function pointers and numbers that never change: safe in any thread. The library itself is called by one at a time.
    static let shared: HDF5Library? = HDF5Library()

    private init?() {
        var opened: UnsafeMutableRawPointer?
        for name in Self.names where unsafe opened == nil { unsafe opened = dlopen(name, RTLD_NOW | RTLD_LOCAL) }
        guard let handle = unsafe opened else { return nil }
        func symbol<Function>(_ name: String, _ type: Function.Type) -> Function? {
            unsafe dlsym(handle, name).map { unsafe unsafeBitCast($0, to: type) }
        }
        func type(_ name: String) -> Identifier? { unsafe dlsym(handle, name).map { unsafe $0.load(as: Identifier.self) } }
        // Files are only read, so there is nothing to do at the end of the program; where a broken file was opened, the
        // library would say on standard error that it cannot clear up. Has to be called before everything else.
        guard let stayQuiet = symbol("H5dont_atexit", (@convention(c) () -> Int32).self), stayQuiet() >= 0,
            let start = symbol("H5open", (@convention(c) () -> Int32).self), start() >= 0,
            let version = symbol("H5get_libversion", Version.self)
        else { return nil }
        var major: UInt32 = 0, minor: UInt32 = 0, patch: UInt32 = 0
        guard unsafe version(&major, &minor, &patch) >= 0, (major, minor) >= (1, 10),
            let silence = symbol("H5Eset_auto2", (@convention(c) (Identifier, UnsafeRawPointer?, UnsafeRawPointer?) -> Int32).self)
        else { return nil }
        // Errors are told by whoever asked; the library would print its own.
        _ = silence(0, nil, nil)
        guard let openFile = symbol("H5Fopen", Open.self), let openDataset = symbol("H5Dopen2", OpenIn.self), let openAttribute = symbol("H5Aopen", OpenIn.self),
            let datasetSpace = symbol("H5Dget_space", Of.self), let datasetType = symbol("H5Dget_type", Of.self),
            let attributeType = symbol("H5Aget_type", Of.self), let rank = symbol("H5Sget_simple_extent_ndims", Status.self),
            let extent = symbol("H5Sget_simple_extent_dims", Extent.self), let typeClass = symbol("H5Tget_class", Status.self),
            let typeSize = symbol("H5Tget_size", Size.self), let isVariableString = symbol("H5Tis_variable_str", Status.self),
            let read = symbol("H5Dread", Read.self), let readAttribute = symbol("H5Aread", ReadAttribute.self),
            let attributeExists = symbol("H5Aexists", Exists.self), let linkExists = symbol("H5Lexists", LinkExists.self),
            let release = symbol("H5free_memory", Release.self),
            let closeFile = symbol("H5Fclose", Status.self), let closeDataset = symbol("H5Dclose", Status.self), let closeSpace = symbol("H5Sclose", Status.self),
            let closeType = symbol("H5Tclose", Status.self), let closeAttribute = symbol("H5Aclose", Status.self),
            let float = type("H5T_NATIVE_FLOAT_g"), let int32 = type("H5T_NATIVE_INT32_g")
        else { return nil }
        unsafe self.openFile = openFile
        unsafe self.openDataset = openDataset
        unsafe self.openAttribute = openAttribute
        self.datasetSpace = datasetSpace
        self.datasetType = datasetType
        self.attributeType = attributeType
        self.rank = rank
        unsafe self.extent = extent
        self.typeClass = typeClass
        self.typeSize = typeSize
        self.isVariableString = isVariableString
        unsafe self.read = read
        unsafe self.readAttribute = readAttribute
        unsafe self.attributeExists = attributeExists
        unsafe self.linkExists = linkExists
        unsafe self.release = release
        self.closeFile = closeFile
        self.closeDataset = closeDataset
        self.closeSpace = closeSpace
        self.closeType = closeType
        self.closeAttribute = closeAttribute
        self.float = float
        self.int32 = int32
    }
}
