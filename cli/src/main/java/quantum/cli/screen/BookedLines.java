package quantum.cli.screen;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import quantum.account.explain.Say;
import quantum.account.judge.TradeFigures;
import quantum.account.snapshot.Books;
import quantum.account.snapshot.ClosedTrades;
import quantum.account.snapshot.LedgerSums;

/** What was earned, and what of it went into fees and funding. */
final class BookedLines {
  private static final int LABEL = 13;

  private BookedLines() {}

  static List<String> of(Books books) {
    List<String> lines = new ArrayList<>(wrapped("ended today", endedToday(books.endedToday())));
    lines.addAll(wrapped("ledgers", ledgers(books.ledgers())));
    return lines;
  }

  /** Fees and funding of a position are those of its whole life, also of the days before. */
  private static String endedToday(ClosedTrades ended) {
    if (!ended.withheld().isEmpty()) {
      return "cannot tell";
    }
    if (ended.unknown().isPresent()) {
      return "UNREADABLE: " + ended.unknown().get();
    }
    TradeFigures figures = TradeFigures.of(ended.ended());
    return (figures.count() == 0
            ? "none since 00:00 UTC"
            : figures.count()
                + " since 00:00 UTC: "
                + sums(figures.net(), figures.profit(), figures.fees(), figures.funding()))
        + (figures.pending() == 0 ? "" : ", " + figures.pending() + " not complete")
        + unreadable(ended.unreadable());
  }

  private static String ledgers(LedgerSums ledgers) {
    if (!ledgers.withheld().isEmpty()) {
      return "cannot tell";
    }
    if (ledgers.ledgers() == 0) {
      return "nothing booked";
    }
    return ledgers.ledgers()
        + (ledgers.ledgers() == 1 ? " symbol: " : " symbols: ")
        + sums(ledgers.net(), ledgers.gross(), ledgers.commission(), ledgers.funding())
        + unreadable(ledgers.unreadable().size());
  }

  private static String sums(
      BigDecimal net, BigDecimal gross, BigDecimal fees, BigDecimal funding) {
    return "net %s USD = profit %s - fees %s + funding %s"
        .formatted(Say.cents(net), Say.cents(gross), Say.cents(fees), Say.cents(funding));
  }

  private static String unreadable(int count) {
    return count == 0 ? "" : ", " + count + " UNREADABLE";
  }

  private static List<String> wrapped(String label, String text) {
    List<String> lines = new ArrayList<>();
    for (String piece : Lines.pieces(Lines.printable(text), Table.WIDTH - LABEL)) {
      String head = lines.isEmpty() ? label : "";
      lines.add(head + " ".repeat(LABEL - head.length()) + piece);
    }
    return lines;
  }
}
