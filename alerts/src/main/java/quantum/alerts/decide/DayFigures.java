package quantum.alerts.decide;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import quantum.contracts.ClosedPosition;

/**
 * What the daily summary says of the last 24 hours.
 *
 * @param closed positions that ended within them
 * @param harvests tranches that were taken
 * @param harvested what they realized, gross, USDT
 * @param open positions open now
 * @param openRisk what is lost if every stop is hit now, measured from the entries, USDT; a stop
 *     beyond the entry counts as 0
 * @param withoutStop open positions without a stop
 * @param unread what could not be read, in words; empty if all could
 */
public record DayFigures(
    List<ClosedPosition> closed,
    int harvests,
    BigDecimal harvested,
    int open,
    BigDecimal openRisk,
    int withoutStop,
    List<String> unread) {
  public DayFigures {
    closed = List.copyOf(closed);
    unread = List.copyOf(unread);
  }

  /** Net result of what has ended, USDT. */
  public BigDecimal earned() {
    return closed.stream().map(ClosedPosition::netPnl).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  List<String> lines(Tally tally, Collection<Incident> standing) {
    List<String> lines = new ArrayList<>();
    lines.add("earned " + money(earned()) + " in " + closed.size() + " closed positions, net");
    lines.add("harvested " + money(harvested) + " in " + harvests + " tranches");
    Comparator<ClosedPosition> byResult = Comparator.comparing(ClosedPosition::netPnl);
    if (!closed.isEmpty()) {
      lines.add("best " + inWords(closed.stream().max(byResult).orElseThrow()));
      lines.add("worst " + inWords(closed.stream().min(byResult).orElseThrow()));
    }
    lines.add(
        "open "
            + open
            + ", at risk "
            + money(openRisk)
            + (withoutStop == 0 ? "" : ", WITHOUT A STOP " + withoutStop));
    lines.add("standing alarms " + standing.size());
    standing.stream().limit(5).map(one -> "  " + one.text()).forEach(lines::add);
    said("alerts told", tally.told()).ifPresent(lines::add);
    said("alerts quieted", tally.quieted()).ifPresent(lines::add);
    unread.forEach(what -> lines.add("cannot be read: " + Words.clean(what, AlertDesk.TEXT)));
    return lines;
  }

  private static Optional<String> said(String what, Map<String, Long> counts) {
    return counts.isEmpty()
        ? Optional.empty()
        : Optional.of(what + ": " + AlertDesk.counts(counts));
  }

  private static String inWords(ClosedPosition one) {
    return one.symbol()
        + " "
        + one.side()
        + " "
        + money(one.netPnl())
        + one.realizedR().map(r -> " (" + r.setScale(2, RoundingMode.HALF_EVEN) + " R)").orElse("");
  }

  private static String money(BigDecimal amount) {
    return amount.setScale(2, RoundingMode.HALF_EVEN).toPlainString() + " USDT";
  }
}
