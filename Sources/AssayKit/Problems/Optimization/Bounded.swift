/// An objective whose minimum lies in a box. Points outside may be asked for; they are never better than what is inside.
public protocol Bounded: Objective {
    /// n numbers, each less than its upper one.
    var lowerBounds: [Double] { get }
    var upperBounds: [Double] { get }
}
