package quantum.runtime;

/** An entry and what it says, decoded once. */
public record Message<E>(StreamEntry entry, E value) {}
