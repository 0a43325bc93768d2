package quantum.apply.venue;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import quantum.apply.venue.Trouble.Call;
import quantum.apply.venue.VenueIncome.Kind;
import quantum.kernel.value.OrderSide;

/** What {@link Venue#income} promises. */
abstract class IncomeKit extends VenueCompatibilityKit {
  private static final long FOR_EVER = 4_000_000_000_000L;

  private List<VenueIncome> all() {
    return value(venue.income(0, FOR_EVER));
  }

  private List<VenueIncome> all(Kind kind) {
    return all().stream().filter(one -> one.kind() == kind).toList();
  }

  private static BigDecimal sum(List<VenueIncome> rows, Kind kind) {
    return rows.stream()
        .filter(one -> one.kind() == kind)
        .map(VenueIncome::amount)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  @Test
  void accountThatDidNothing_hasNone() {
    assertThat(all()).isEmpty();
  }

  @Test
  void trades_areTheirProfitAndTheirFee_asTheListOfTradesHasThem() {
    buys(BTC, "0.02");
    world.price(BTC, "101000");
    OrderReport out = value(reduces(BTC, OrderSide.SELL, "0.02"));
    List<VenueTrade> trades = value(venue.tradesSince(BTC, 0));
    List<VenueIncome> rows = all();
    assertThat(sum(rows, Kind.REALIZED_PNL)).isEqualByComparingTo("20");
    assertThat(sum(rows, Kind.COMMISSION).negate())
        .isEqualByComparingTo(
            trades.stream().map(VenueTrade::commission).reduce(BigDecimal.ZERO, BigDecimal::add));
    assertThat(rows)
        .filteredOn(one -> one.kind() == Kind.REALIZED_PNL)
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.symbol()).contains(BTC);
              assertThat(one.asset()).isEqualTo("USDT");
              assertThat(one.trade())
                  .contains(value(venue.trades(BTC, out.orderId())).getFirst().id());
            });
  }

  @Test
  void funding_isOfItsSymbol_andOfNoTrade() {
    buys(BTC, "0.02");
    sells(ETH, "0.4");
    world.funds("0.0001");
    List<VenueIncome> paid = all(Kind.FUNDING);
    assertThat(paid).hasSize(2).allMatch(one -> one.trade().isEmpty());
    assertThat(paid)
        .filteredOn(one -> one.symbol().equals(Optional.of(BTC)))
        .singleElement()
        .satisfies(one -> assertThat(one.amount()).isEqualByComparingTo("-0.2"));
    assertThat(paid)
        .filteredOn(one -> one.symbol().equals(Optional.of(ETH)))
        .singleElement()
        .satisfies(one -> assertThat(one.amount()).isEqualByComparingTo("0.1"));
  }

  @Test
  void transfers_areNoResult() {
    world.transfers("250");
    world.transfers("250");
    world.transfers("-40.5");
    List<VenueIncome> rows = all();
    assertThat(rows).allMatch(one -> !one.kind().isResult());
    assertThat(sum(rows, Kind.TRANSFER)).isEqualByComparingTo("459.5");
    assertThat(rows).allMatch(one -> one.symbol().isEmpty());
  }

  @Test
  void each_hasAnIdOfItsOwn_theSameEachTime() {
    buys(BTC, "0.02");
    world.transfers("250");
    world.transfers("250");
    world.funds("0.0001");
    world.price(BTC, "101000");
    value(reduces(BTC, OrderSide.SELL, "0.02"));
    List<VenueIncome> rows = all();
    Set<IncomeId> ids = new HashSet<>(rows.stream().map(VenueIncome::id).toList());
    assertThat(ids).hasSameSizeAs(rows).hasSize(6);
    assertThat(all()).isEqualTo(rows);
    // of a part as of the whole
    long from = rows.get(2).timeMillis();
    assertThat(value(venue.income(from, FOR_EVER)))
        .isEqualTo(rows.stream().filter(one -> one.timeMillis() >= from).toList());
  }

  @Test
  void span_includesBothItsEnds_oldestFirst() {
    world.transfers("1");
    world.price(BTC, "100500");
    world.transfers("2");
    world.price(BTC, "100600");
    world.transfers("3");
    List<VenueIncome> rows = all();
    assertThat(rows).extracting(VenueIncome::timeMillis).isSorted();
    long second = rows.get(1).timeMillis();
    assertThat(value(venue.income(second, second))).containsExactly(rows.get(1));
    assertThat(value(venue.income(second, FOR_EVER))).isEqualTo(rows.subList(1, 3));
    assertThat(value(venue.income(0, second - 1))).isEqualTo(rows.subList(0, 1));
    assertThat(value(venue.income(second + 1, second))).isEmpty();
  }

  @Test
  void questionThatGoesWrong_isAFailure_andNeverNothing() {
    world.transfers("1");
    for (Trouble trouble : List.of(Trouble.MAINTENANCE, Trouble.KEY_REFUSED)) {
      world.meets(Call.INCOME, trouble);
      failure(venue.income(0, FOR_EVER));
    }
    assertThat(all()).hasSize(1);
  }
}
