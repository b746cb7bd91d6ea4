/// A function in a box whose values come with noise: asked again at the same point it says something else. The host judges
/// points by the function without the noise.
public protocol Noisy: Bounded {}
