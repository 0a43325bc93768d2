package quantum.apply.venue.binance;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.apply.venue.binance.LoopbackExchange.error;
import static quantum.apply.venue.binance.LoopbackExchange.say;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import quantum.apply.venue.Failure;
import quantum.apply.venue.Outcome;
import quantum.apply.venue.VenueIncome;
import quantum.apply.venue.VenueIncome.Kind;
import quantum.kernel.value.Symbol;

/** The list of incomes: its pages, its ids, and the words of it. */
class IncomesTest {
  private static final String INCOME = "GET /fapi/v1/income";
  private static final long T = 1_570_608_000_000L;

  private final LoopbackExchange exchange = new LoopbackExchange();
  private final BinanceVenue venue =
      new BinanceVenue(
          exchange.endpoints(), new Credentials("the-key", "the-secret"), Timeouts.DEFAULT);

  @AfterEach
  void stop() {
    venue.close();
    exchange.close();
  }

  private static String row(String type, long tranId, String asset, String amount, long time) {
    return ("{\"symbol\":\"\",\"incomeType\":\"%s\",\"income\":\"%s\",\"asset\":\"%s\",\"info\":\"x\","
            + "\"time\":%d,\"tranId\":%d,\"tradeId\":\"\"}")
        .formatted(type, amount, asset, time, tranId);
  }

  private static LoopbackExchange.Reply page(List<String> rows) {
    return say(200, "[" + String.join(",", rows) + "]");
  }

  private List<VenueIncome> between(long from, long to) {
    return switch (venue.income(from, to)) {
      case Outcome.Ok<List<VenueIncome>>(List<VenueIncome> rows) -> rows;
      case Outcome.Failed<List<VenueIncome>>(Failure failure) ->
          throw new AssertionError(failure.toString());
    };
  }

  @Test
  void rowsAsTheExchangeWritesThem_areRead() {
    exchange.usually(
        INCOME,
        say(
            200,
            "[{\"symbol\":\"\",\"incomeType\":\"TRANSFER\",\"income\":\"-0.37500000\",\"asset\":\"USDT\","
                + "\"info\":\"TRANSFER\",\"time\":1570608000000,\"tranId\":9689322392,\"tradeId\":\"\"},"
                + "{\"symbol\":\"BTCUSDT\",\"incomeType\":\"COMMISSION\",\"income\":\"-0.00001200\","
                + "\"asset\":\"BNB\",\"info\":\"\",\"time\":1570636800000,\"tranId\":9689322393,"
                + "\"tradeId\":\"2059192\"}]"));
    List<VenueIncome> rows = between(T, T + 86_400_000);
    assertThat(rows).hasSize(2);
    assertThat(rows.get(0).kind()).isEqualTo(Kind.TRANSFER);
    assertThat(rows.get(0).amount()).isEqualByComparingTo(new BigDecimal("-0.375"));
    assertThat(rows.get(0).symbol()).isEmpty();
    assertThat(rows.get(1).kind()).isEqualTo(Kind.COMMISSION);
    assertThat(rows.get(1).asset()).isEqualTo("BNB");
    assertThat(rows.get(1).symbol()).isEqualTo(Optional.of(Symbol.of("BTCUSDT")));
    assertThat(rows.get(1).trade().orElseThrow()).hasToString("2059192");
    assertThat(exchange.received(INCOME).getFirst().query())
        .startsWith(
            "startTime=1570608000000&endTime=1570694400000&limit=1000&recvWindow=5000&timestamp=");
  }

  @Test
  void wordsThatNobodyKnows_areUnclassified_andNoError() {
    exchange.usually(
        INCOME,
        page(
            List.of(
                row("SPECIAL_FUNDING_FEE", 1, "USDT", "1", T),
                row("POSITION_LIMIT_INCREASE_FEE", 2, "USDT", "-1", T),
                row("MOON_TAX", 3, "USDT", "-1", T),
                row("API_REBATE", 4, "USDT", "1", T))));
    assertThat(between(T, T))
        .extracting(VenueIncome::kind)
        .containsExactly(Kind.FUNDING, Kind.UNCLASSIFIED, Kind.UNCLASSIFIED, Kind.REBATE);
  }

  @Test
  void tranIdZero_tellsNothing_soEqualRowsAreCounted() {
    List<String> rows =
        List.of(
            row("TRANSFER", 0, "USDT", "5.00000000", T),
            row("TRANSFER", 0, "USDT", "5.00000000", T),
            row("TRANSFER", 0, "USDT", "6.00000000", T),
            row("TRANSFER", 0, "BNB", "5.00000000", T),
            row("TRANSFER", 0, "USDT", "5.00000000", T + 1),
            row("COMMISSION", 77, "USDT", "-1", T + 1),
            row("REALIZED_PNL", 77, "USDT", "-1", T + 1));
    exchange.usually(INCOME, page(rows));
    List<VenueIncome> first = between(T, T + 9);
    assertThat(new HashSet<>(first.stream().map(VenueIncome::id).toList())).hasSize(7);
    assertThat(between(T, T + 9)).isEqualTo(first);
    // of a later span too
    exchange.usually(INCOME, page(rows.subList(4, 7)));
    assertThat(between(T + 1, T + 9)).isEqualTo(first.subList(4, 7));
  }

  @Test
  void fullPage_isGoneOnFromItsLastMillisecond_andNoRowIsLostOrDoubled() {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 999; i++) {
      rows.add(row("FUNDING_FEE", i + 1, "USDT", "-1", T + i / 2));
    }
    rows.add(row("TRANSFER", 0, "USDT", "5", T + 600));
    List<String> rest =
        List.of(
            row("TRANSFER", 0, "USDT", "5", T + 600),
            row("TRANSFER", 0, "USDT", "5", T + 600),
            row("FUNDING_FEE", 1_001, "USDT", "-1", T + 601));
    exchange.next(INCOME, page(rows), page(rest));
    List<VenueIncome> all = between(T, T + 1_000);
    assertThat(all).hasSize(1_002);
    assertThat(exchange.received(INCOME)).hasSize(2);
    assertThat(exchange.received(INCOME).get(1).query()).startsWith("startTime=" + (T + 600));
  }

  @Test
  void millisecondThatIsLongerThanAPage_isAFailure_andNotItsFirstThousand() {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      rows.add(row("FUNDING_FEE", i + 1, "USDT", "-1", T));
    }
    exchange.usually(INCOME, page(rows));
    assertThat(venue.income(T, T + 1)).isInstanceOf(Outcome.Failed.class);
  }

  @Test
  void rowThatCannotBeRead_isNoAnswer() {
    exchange.usually(
        INCOME, page(List.of(row("FUNDING_FEE", 1, "USDT", "-1", T), "{\"incomeType\":\"X\"}")));
    assertThat(venue.income(T, T + 1)).isInstanceOf(Outcome.Failed.class);
    exchange.usually(INCOME, error(400, -1023, "Start time is greater than end time."));
    assertThat(venue.income(T, T + 1)).isInstanceOf(Outcome.Failed.class);
  }
}
