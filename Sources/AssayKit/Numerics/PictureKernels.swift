internal import CKernels

/// Rows of a buffer as pictures: pixel after pixel, row by row, the channels of a pixel together.
public struct PictureShape: Sendable, Equatable {
    public let height: Int
    public let width: Int
    public let channels: Int

    public init(height: Int, width: Int, channels: Int) {
        precondition(height > 0 && width > 0 && channels > 0, "a picture of \(height) × \(width) pixels of \(channels) channels")
        self.height = height
        self.width = width
        self.channels = channels
    }

    public var pixelCount: Int { height * width }
    /// Numbers in a picture.
    public var count: Int { pixelCount * channels }

    fileprivate func pictures(_ count: Int) -> assay_pictures { assay_pictures(count: count, height: height, width: width, channels: channels) }
}

extension LayerKernels {
    /// The size × size pixels around each pixel, zeros beyond the edges: a row of size · size · channels for each pixel of each picture.
    public static func patches(_ x: FloatBuffer, _ shape: PictureShape, pictures: Int, size: Int, into patches: FloatBuffer) {
        precondition(size > 0 && size % 2 == 1, "a square of \(size) pixels has no middle")
        x.mustHold(pictures * shape.count)
        patches.mustHold(pictures * shape.count * size * size)
        unsafe assay_patches(x.start, shape.pictures(pictures), size, patches.start)
    }

    /// x ← for each pixel the sum over its places in the patches: the transpose of `patches`.
    public static func sumPatches(_ patches: FloatBuffer, _ shape: PictureShape, pictures: Int, size: Int, into x: FloatBuffer) {
        precondition(size > 0 && size % 2 == 1, "a square of \(size) pixels has no middle")
        x.mustHold(pictures * shape.count)
        patches.mustHold(pictures * shape.count * size * size)
        unsafe assay_sum_patches(patches.start, shape.pictures(pictures), size, x.start)
    }

    /// The largest of each 2 × 2 pixels, in each channel.
    public static func maximumPool(_ x: FloatBuffer, _ shape: PictureShape, pictures: Int, into y: FloatBuffer) {
        precondition(shape.height % 2 == 0 && shape.width % 2 == 0, "\(shape.height) × \(shape.width) pixels are not made of 2 × 2")
        x.mustHold(pictures * shape.count)
        y.mustHold(pictures * shape.count / 4)
        unsafe assay_max_pool(x.start, shape.pictures(pictures), y.start)
    }

    /// Of equal pixels the first gets the gradient.
    public static func maximumPoolGradient(_ x: FloatBuffer, _ dy: FloatBuffer, _ shape: PictureShape, pictures: Int, into dx: FloatBuffer) {
        precondition(shape.height % 2 == 0 && shape.width % 2 == 0, "\(shape.height) × \(shape.width) pixels are not made of 2 × 2")
        for buffer in [x, dx] { buffer.mustHold(pictures * shape.count) }
        dy.mustHold(pictures * shape.count / 4)
        unsafe assay_max_pool_gradient(x.start, dy.start, shape.pictures(pictures), dx.start)
    }
}
