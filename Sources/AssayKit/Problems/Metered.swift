/// What every problem is: something whose oracles are charged to a meter.
///
/// A problem kind is a protocol that refines this one. Its requirements `compute…` take a `Receipt`, which only a
/// charge makes; its extension offers each oracle under its plain name, charged. Methods call the plain names.
public protocol Metered: AnyObject {
    var meter: Meter { get }
}
