package quantum.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import quantum.apply.venue.VenueIncome;
import quantum.apply.venue.VenueIncome.Kind;
import quantum.apply.venue.VenueTrade;
import quantum.contracts.AssetSums;
import quantum.contracts.ClosedPosition;
import quantum.contracts.Decoded;
import quantum.contracts.PositionAccount;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Symbol;

/** Holds the books of an apply layer against the exchange's own list, once all is flat. */
final class LedgerAudit {
  static final BigDecimal BNB_USD = BigDecimal.valueOf(600);
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final long AROUND_MILLIS = 20_000;

  private final ApplyRig rig;
  private final List<Symbol> symbols;

  LedgerAudit(ApplyRig rig, List<Symbol> symbols) {
    this.rig = rig;
    this.symbols = symbols;
  }

  List<ClosedPosition> closed() {
    return rig.probe.commands().zrange(rig.names.positionsClosed(), 0, -1).stream()
        .map(member -> ((Decoded.Ok<ClosedPosition>) ClosedPosition.ofMember(member)).value())
        .toList();
  }

  private record Sums(
      BigDecimal realized,
      AssetSums commission,
      BigDecimal commissionUsd,
      AssetSums funding,
      BigDecimal fundingUsd) {
    /** To the cent, and by asset exactly. */
    List<String> shown() {
      return List.of(
          "realized " + cents(realized),
          "commission " + commission + " = " + cents(commissionUsd),
          "funding " + funding + " = " + cents(fundingUsd));
    }

    private static BigDecimal cents(BigDecimal usd) {
      return usd.setScale(2, RoundingMode.HALF_EVEN);
    }
  }

  private Sums ofTheExchange() {
    List<VenueIncome> rows = rig.incomes();
    return new Sums(
        sum(rows, Kind.REALIZED_PNL),
        assets(rows, Kind.COMMISSION, BigDecimal::negate),
        sum(rows, Kind.COMMISSION).negate(),
        assets(rows, Kind.FUNDING, amount -> amount),
        sum(rows, Kind.FUNDING));
  }

  private static BigDecimal sum(List<VenueIncome> rows, Kind kind) {
    return rows.stream()
        .filter(row -> row.kind() == kind)
        .map(row -> AssetSums.isUsd(row.asset()) ? row.amount() : row.amount().multiply(BNB_USD))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static AssetSums assets(
      List<VenueIncome> rows, Kind kind, Function<BigDecimal, BigDecimal> sign) {
    return rows.stream()
        .filter(row -> row.kind() == kind)
        .map(row -> AssetSums.of(row.asset(), sign.apply(row.amount())))
        .reduce(AssetSums.NONE, AssetSums::plus);
  }

  private Sums ofTheRecords() {
    List<ClosedPosition> all = closed();
    return new Sums(
        total(all, ClosedPosition::realizedPnl),
        all.stream().map(ClosedPosition::commissionAssets).reduce(AssetSums.NONE, AssetSums::plus),
        total(all, ClosedPosition::commission),
        all.stream().map(ClosedPosition::fundingAssets).reduce(AssetSums.NONE, AssetSums::plus),
        total(all, ClosedPosition::funding));
  }

  private static <T> BigDecimal total(List<T> all, Function<T, BigDecimal> of) {
    return all.stream().map(of).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** Every sum that harvest-brain makes its ledger of. */
  private Sums ofTheResults() {
    List<Map<String, String>> all = rig.results();
    List<PositionAccount> paid = all.stream().map(PositionAccount::decode).toList();
    return new Sums(
        total(all, one -> new BigDecimal(one.getOrDefault("realized_pnl", "0"))),
        paid.stream()
            .map(PositionAccount::commissionAssets)
            .reduce(AssetSums.NONE, AssetSums::plus),
        total(paid, PositionAccount::commission),
        paid.stream().map(PositionAccount::fundingAssets).reduce(AssetSums.NONE, AssetSums::plus),
        total(paid, PositionAccount::funding));
  }

  void assertBooks() {
    List<String> exchange = ofTheExchange().shown();
    long until = System.nanoTime() + LONG.toNanos();
    while (!ofTheRecords().shown().equals(exchange) && System.nanoTime() < until) {
      Thread.onSpinWait();
    }
    assertThat(unnamed()).as("trades that no result names").isEmpty();
    assertThat(unbooked()).as("fundings that no result names").isEmpty();
    assertThat(ofTheRecords().shown()).as("records").isEqualTo(exchange);
    assertThat(ofTheResults().shown()).as("results").isEqualTo(exchange);
    List<ClosedPosition> closed = closed();
    Set<Object> ids = new HashSet<>(closed.stream().map(ClosedPosition::id).toList());
    assertThat(ids).as("one record each").hasSameSizeAs(closed);
    assertThat(closed).allMatch(one -> one.pending().isEmpty());
    long records = closed.size();
    long ends = symbols.stream().mapToLong(symbol -> endsOf(rig.trades(symbol))).sum();
    // what a hand opened in the moment of a fill of ours is netted with it before anybody keeps it
    // as a position: it has no end of its own here
    assertThat(Math.abs(records - ends))
        .as(records + " records, " + ends + " ends")
        .isLessThan(2 + ends / 50);
    Map<String, Long> reasons = new TreeMap<>();
    closed.forEach(one -> reasons.merge(one.exitReason(), 1L, Long::sum));
    System.out.println(
        "ledger: " + closed.size() + " ends " + reasons + "\n  " + String.join("\n  ", exchange));
  }

  /** Each with the lives of its symbol around it. */
  private List<String> unbooked() {
    Set<String> named = named();
    return rig.incomes().stream()
        .filter(row -> row.kind() == Kind.FUNDING && !named.contains("income:" + row.id()))
        .map(row -> row + " beside " + lives(row))
        .toList();
  }

  private List<String> lives(VenueIncome row) {
    return closed().stream()
        .filter(one -> row.symbol().filter(one.symbol()::equals).isPresent())
        .filter(one -> Math.abs(one.closedAtMillis() - row.timeMillis()) < AROUND_MILLIS)
        .map(
            one ->
                "%s %s [%d..%d] %s"
                    .formatted(
                        one.id(),
                        one.side(),
                        one.openedAtMillis() - row.timeMillis(),
                        one.closedAtMillis() - row.timeMillis(),
                        one.exitReason()))
        .toList();
  }

  private Set<String> named() {
    Set<String> named = new HashSet<>();
    rig.results()
        .forEach(one -> named.addAll(List.of(one.getOrDefault("trade_ids", "").split(","))));
    return named;
  }

  private List<VenueTrade> unnamed() {
    Set<String> named = named();
    return symbols.stream()
        .flatMap(symbol -> rig.trades(symbol).stream())
        .filter(trade -> !named.contains(trade.id().value()))
        .toList();
  }

  /** How often a position has ended by these trades, by flat or by turning. */
  private static long endsOf(List<VenueTrade> trades) {
    long ends = 0;
    BigDecimal held = BigDecimal.ZERO;
    for (VenueTrade trade : trades) {
      BigDecimal qty = trade.quantity().value();
      BigDecimal after = held.add(trade.side() == OrderSide.BUY ? qty : qty.negate());
      if (held.signum() != 0 && after.signum() != held.signum()) {
        ends++;
      }
      held = after;
    }
    return ends;
  }
}
