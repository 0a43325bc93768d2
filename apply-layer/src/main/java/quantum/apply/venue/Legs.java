package quantum.apply.venue;

import java.util.List;
import java.util.Optional;
import quantum.kernel.value.Side;

/**
 * What an account holds of one symbol: a position, or in hedge mode a LONG and a SHORT side by
 * side, of which one may be somebody else's.
 *
 * @param open none, one or two; never two of one side
 */
public record Legs(List<VenuePosition> open) {
  public static final Legs NONE = new Legs(List.of());

  /**
   * @throws IllegalArgumentException if a one-way account is to hold two, or a side comes twice
   */
  public Legs {
    open = List.copyOf(open);
    if (open.size() > 1
        && (open.size() > 2
            || open.getFirst().side() == open.getLast().side()
            || !open.stream().allMatch(VenuePosition::hedged))) {
      throw new IllegalArgumentException("no legs of one symbol: " + open);
    }
  }

  public boolean isHedged() {
    return open.stream().anyMatch(VenuePosition::hedged);
  }

  public Optional<VenuePosition> of(Side side) {
    return open.stream().filter(leg -> leg.side() == side).findFirst();
  }

  /**
   * The position that somebody who holds this side holds: that leg, or whatever it is in one-way
   * mode, where there is no other.
   */
  public Optional<VenuePosition> heldAs(Side side) {
    return isHedged() ? of(side) : open.stream().findFirst();
  }

  /** Those that are not this one. */
  public List<VenuePosition> beside(Optional<VenuePosition> ours) {
    return open.stream().filter(leg -> !Optional.of(leg).equals(ours)).toList();
  }
}
