package quantum.cli.screen.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import quantum.account.explain.Explanation;
import quantum.account.explain.PriceNow;
import quantum.account.explain.ProtectionNow;
import quantum.account.explain.Say;
import quantum.account.snapshot.Snapshot;
import quantum.contracts.Ledger;
import quantum.contracts.OpenPosition;
import quantum.contracts.StopState;
import quantum.contracts.Ticker;
import quantum.contracts.Unsettled;
import quantum.kernel.position.Position;
import quantum.kernel.value.Decimals;

/** The position, what protects it, the price and what the symbol has earned. */
final class PositionRows {
  private final Explanation e;
  private final Snapshot s;
  private final Rows rows;

  PositionRows(Explanation explanation, Rows rows) {
    this.e = explanation;
    this.s = explanation.snapshot();
    this.rows = rows;
  }

  void add() {
    rows.found("position", s.position(), this::position, "none");
    e.protection().ifPresent(this::protection);
    rows.row("price", price());
    rows.found("ledger", s.ledger(), PositionRows::ledger, "nothing booked");
  }

  private String position(OpenPosition open) {
    Position p = open.position();
    long now = e.price().map(PriceNow::atMillis).orElse(s.readAtMillis());
    return Rows.joined(
        p.side() + " " + p.qty() + " of " + p.initialQty() + " @ " + p.entry(),
        "stop " + p.stop().map(Object::toString).orElse(Rows.NONE),
        "target " + p.takeProfit().map(Object::toString).orElse(Rows.NONE),
        Say.number(p.leverage().value()) + "x",
        "age " + Say.duration((long) (p.ageSec(now) * 1000)),
        "id " + p.id().value(),
        "by " + open.source());
  }

  private void protection(ProtectionNow p) {
    rows.row(
        "protection",
        p.looked() ? stop(p) : "not apply-layer's: only harvest-brain knows this position",
        p.protection()
            .order()
            .map(
                id -> (p.protection().state() == StopState.RESTING ? "order " : "last order ") + id)
            .orElse(""),
        p.protection()
            .sinceMillis()
            .map(
                since ->
                    "holds since "
                        + Say.time(since)
                        + " ("
                        + Say.duration(s.readAtMillis() - since)
                        + ")")
            .orElse(""));
    rows.row("  watched", watcher(p.watcher()), stream(p));
    if (!p.unsettled().equals(Unsettled.NOTHING)) {
      rows.row(
          "  pending",
          p.unsettled().feesPending().isEmpty()
              ? ""
              : "fees and profit of order "
                  + String.join(
                      ", ", p.unsettled().feesPending().stream().map(Object::toString).toList()),
          p.unsettled()
              .partly()
              .map(
                  part ->
                      "level " + part.level() + " taken in part, " + part.missing() + " missing")
              .orElse(""));
    }
  }

  private static String stop(ProtectionNow p) {
    if (p.stop().isEmpty()) {
      return "no stop is set";
    }
    return p.stop().get()
        + switch (p.protection().state()) {
          case RESTING -> " resting at the exchange";
          case PENDING -> " pending: on its way to the exchange, or being moved";
          case MISSING -> " MISSING at the exchange";
          case OFF -> " off: not at the exchange";
        };
  }

  private String watcher(ProtectionNow.Watcher watcher) {
    return "exitbrain "
        + switch (watcher) {
          case ProtectionNow.Watcher.Watches(var at) ->
              "live"
                  + at.map(
                          t ->
                              ", judged prices up to "
                                  + Say.duration(s.readAtMillis() - t)
                                  + " ago")
                      .orElse(", has judged no price yet");
          case ProtectionNow.Watcher.Late(var at, long behind) ->
              "LATE: " + Say.duration(behind) + " behind the prices";
          case ProtectionNow.Watcher.Suggests(String mode) ->
              mode.toUpperCase(Locale.ROOT) + ": closes nothing";
          case ProtectionNow.Watcher.Gone gone -> "MISSING";
          case ProtectionNow.Watcher.Unreadable(String why) -> Rows.unreadable(why);
        };
  }

  private static String stream(ProtectionNow p) {
    return p.streamAgeMillis()
        .map(
            age ->
                p.streamIsSilent()
                    ? "private stream SILENT for " + Say.duration(age)
                    : "private stream heard " + Say.duration(age) + " ago")
        .orElse("private stream unknown");
  }

  private String price() {
    if (e.price().isEmpty()) {
      return s.ticker().garbled().map(Rows::unreadable).orElse("none known");
    }
    PriceNow price = e.price().get();
    List<String> parts = new ArrayList<>();
    parts.add(
        price.price()
            + (price.fromTicker() ? " (ticker), " : " (harvest-brain), ")
            + Say.duration(s.readAtMillis() - price.atMillis())
            + " old");
    s.evaluation()
        .value()
        .ifPresent(seen -> parts.add(Rows.joined("best " + seen.peak(), "worst " + seen.trough())));
    s.ticker()
        .value()
        .flatMap(Ticker::fundingRate)
        .ifPresent(rate -> parts.add("funding " + Decimals.plain(rate)));
    s.ticker().garbled().ifPresent(why -> parts.add("ticker " + Rows.unreadable(why)));
    return Rows.joined(parts);
  }

  private static String ledger(Ledger l) {
    return Rows.joined(
        "net "
            + Say.number(l.realizedPnl())
            + " = gross "
            + Say.number(l.grossPnl())
            + " - fees "
            + Say.number(l.commission())
            + " + funding "
            + Say.number(l.funding()),
        l.fills() + " fills",
        l.wins() + " won, " + l.losses() + " lost");
  }
}
