import AssayKit

/// Uses the SDK and exports no entry.
public func forgotten() -> Double { dot([1], [1]) }
