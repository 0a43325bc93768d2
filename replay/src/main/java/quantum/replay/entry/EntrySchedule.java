package quantum.replay.entry;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import quantum.kernel.value.Symbol;

/**
 * When each entry is sent: after every price up to its moment was seen, before the first later one,
 * and not before its symbol has a price. Replay and demo ask this same schedule, so both enter at
 * the same price.
 */
public final class EntrySchedule {
  private final List<EntryOrder> waiting;

  /**
   * @param entries in any order; those of the same moment are sent in this one
   */
  public EntrySchedule(List<EntryOrder> entries) {
    waiting = new ArrayList<>(entries);
    // stable: entries of the same moment go in the order of the file
    waiting.sort(Comparator.comparingLong(EntryOrder::atMillis));
  }

  /**
   * Takes the entries to send before the price at {@code nextTickMillis} comes.
   *
   * @param nextTickMillis event time of the next price of any symbol; {@link Long#MAX_VALUE} after
   *     the last one
   * @param hasPrice whether a symbol has had a price
   */
  public List<EntryOrder> due(long nextTickMillis, Predicate<Symbol> hasPrice) {
    if (waiting.isEmpty() || waiting.getFirst().atMillis() >= nextTickMillis) {
      return List.of();
    }
    List<EntryOrder> due = new ArrayList<>();
    waiting.removeIf(
        entry -> {
          boolean now = entry.atMillis() < nextTickMillis && hasPrice.test(entry.symbol());
          if (now) {
            due.add(entry);
          }
          return now;
        });
    return due;
  }

  /** Whether {@link #due} would take anything. */
  public boolean isDue(long nextTickMillis, Predicate<Symbol> hasPrice) {
    for (EntryOrder entry : waiting) {
      if (entry.atMillis() >= nextTickMillis) {
        return false;
      }
      if (hasPrice.test(entry.symbol())) {
        return true;
      }
    }
    return false;
  }

  /** Whether every entry was taken. */
  public boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Entries that were never sent: their moment lies behind the last price. */
  public List<EntryOrder> remaining() {
    return List.copyOf(waiting);
  }
}
