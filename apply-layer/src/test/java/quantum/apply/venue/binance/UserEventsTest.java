package quantum.apply.venue.binance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import quantum.apply.venue.AccountEvent;
import quantum.apply.venue.AccountEvent.AssetChange;
import quantum.apply.venue.AccountEvent.Forced;
import quantum.apply.venue.AccountEvent.Holding;
import quantum.apply.venue.AccountEvent.Order;
import quantum.apply.venue.AccountEvent.OrderChanged;
import quantum.apply.venue.AccountEvent.OrderFilled;
import quantum.apply.venue.AccountEvent.PositionsChanged;
import quantum.apply.venue.AccountEvent.StopChanged;
import quantum.apply.venue.OrderStatus;
import quantum.apply.venue.TradeId;
import quantum.apply.venue.VenueOrderId;
import quantum.apply.venue.VenueTrade;
import quantum.apply.venue.binance.UserEvents.Odd;
import quantum.apply.venue.binance.UserEvents.Word;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

class UserEventsTest {
  private static final Symbol BTC = Symbol.of("BTCUSDT");

  private static String fixture(String name) {
    return SharedFolder.venueFixture("events/" + name + ".json");
  }

  /** An event that is told with nothing left out. */
  private static AccountEvent clean(String message) {
    Word word = UserEvents.read(message);
    assertThat(word).isInstanceOf(Word.Told.class);
    assertThat(((Word.Told) word).odd()).isEmpty();
    return ((Word.Told) word).event();
  }

  private static List<Odd> odd(Word word) {
    return switch (word) {
      case Word.Told(AccountEvent _, List<Odd> odd) -> odd;
      case Word.Nothing(List<Odd> odd) -> odd;
      case Word.KeyExpired _ -> List.of();
    };
  }

  // ---- orders

  @Test
  void fill_isTheTradeAsTheListOfTradesShowsIt() {
    assertThat(clean(fixture("crate_order_update_trade")))
        .isEqualTo(
            new OrderFilled(
                new Order(
                    BTC,
                    new VenueOrderId("8886774"),
                    "TEST",
                    OrderSide.BUY,
                    Optional.of(Side.LONG),
                    OrderStatus.PARTIALLY_FILLED,
                    Quantity.of("0.001"),
                    Quantity.of("0.001"),
                    Optional.of(Price.of("7100.5")),
                    false,
                    1568879465651L),
                new VenueTrade(
                    BTC,
                    new TradeId("12345678"),
                    new TradeNumber(12345678),
                    new VenueOrderId("8886774"),
                    OrderSide.BUY,
                    Optional.of(Side.LONG),
                    Price.of("7100.5"),
                    Quantity.of("0.001"),
                    new BigDecimal("12.34"),
                    new BigDecimal("0.01"),
                    "USDT",
                    1568879465651L)));
  }

  @Test
  void fillInACombinedStream_oneWay_reduceOnly() {
    OrderFilled filled =
        (OrderFilled) clean(fixture("py_ws_futures_order_update_trade_reduce_only_qty"));
    assertThat(filled.order().reduceOnly()).isTrue();
    assertThat(filled.order().hedgeSide()).isEmpty();
    assertThat(filled.order().status()).isEqualTo(OrderStatus.FILLED);
    assertThat(filled.trade().id()).isEqualTo(new TradeId("9988776655"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "crate_order_update_new",
        "py_ws_futures_order_update_new_limit_if_touched_price_match",
        "py_ws_futures_order_update_new_price_match",
        "py_ws_futures_order_update_new_reduce_only_qty",
        "py_ws_futures_order_update_new_stop_limit_price_match"
      })
  void newOrder_isAChangeWithoutATrade(String name) {
    OrderChanged changed = (OrderChanged) clean(fixture(name));
    assertThat(changed.order().status()).isEqualTo(OrderStatus.NEW);
    assertThat(changed.order().executed().isZero()).isTrue();
    assertThat(changed.order().averagePrice()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "crate_order_update_adl,AUTO_DELEVERAGING,0.005,NEW",
    "crate_order_update_calculated,LIQUIDATION,0.014,FILLED",
    "crate_order_update_calculated_pending,LIQUIDATION,,NEW",
    "crate_order_update_delivery,SETTLEMENT,1,FILLED",
    "crate_order_update_insurance,LIQUIDATION,0.02,NEW",
    "crate_order_update_settlement,SETTLEMENT,0.01,FILLED",
    "py_ws_futures_order_update_adl,AUTO_DELEVERAGING,1,FILLED",
    "py_ws_futures_order_update_adl_filled,AUTO_DELEVERAGING,1,FILLED",
    "py_ws_futures_order_update_liquidation,LIQUIDATION,0.1,FILLED",
    "py_ws_futures_order_update_liquidation_zero_qty,LIQUIDATION,,FILLED",
    "py_ws_futures_order_update_settlement,SETTLEMENT,0.05,FILLED"
  })
  void forcedOrder_isKnownByItsName_whateverItsTypeAndStatus(
      String name, Forced.Cause cause, String traded, OrderStatus status) {
    Forced forced = (Forced) clean(fixture(name));
    assertThat(forced.cause()).isEqualTo(cause);
    assertThat(forced.order().status()).isEqualTo(status);
    assertThat(forced.trade().map(VenueTrade::quantity))
        .isEqualTo(Optional.ofNullable(traded).map(Quantity::of));
  }

  @Test
  void feeThatIsNotTold_holdsTheTradeNotBack() {
    OrderFilled filled =
        (OrderFilled)
            clean(
                fixture("crate_order_update_trade")
                    .replace("\"N\": \"USDT\"", "\"N\": null")
                    .replace("\"n\": \"0.01000000\"", "\"n\": null"));
    assertThat(filled.trade().commissionAsset()).isEqualTo(VenueTrade.UNREADABLE);
    assertThat(filled.trade().commission()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"t\"", "\"L\"", "\"l\"", "\"rp\""})
  void tradeThatCannotBeRead_isAChange_andAGap(String field) {
    Word word = UserEvents.read(fixture("crate_order_update_trade").replace(field + ":", "\"_\":"));
    assertThat(((Word.Told) word).event()).isInstanceOf(OrderChanged.class);
    assertThat(odd(word)).singleElement().matches(Odd::gap);
  }

  @Test
  void unknownStatus_isUnrecognised_andNamed() {
    Word word =
        UserEvents.read(
            fixture("crate_order_update_new")
                .replace("\"X\": \"NEW\"", "\"X\": \"NEWLY_INVENTED\""));
    assertThat(((OrderChanged) ((Word.Told) word).event()).order().status())
        .isEqualTo(OrderStatus.UNRECOGNISED);
    assertThat(odd(word)).singleElement().matches(odd -> !odd.gap());
  }

  // ---- conditional orders

  @Test
  void stop_tellsItsChildFromTheMomentThereIsOne() {
    StopChanged triggering = (StopChanged) clean(fixture("py_ws_futures_algo_update_triggering"));
    StopChanged triggered = (StopChanged) clean(fixture("py_ws_futures_algo_update_triggered"));
    StopChanged finished = (StopChanged) clean(fixture("py_ws_futures_algo_update_finished"));
    assertThat(triggering.status()).isEqualTo(StopChanged.Status.TRIGGERING);
    assertThat(triggering.orderId()).isEmpty();
    assertThat(triggered)
        .isEqualTo(
            new StopChanged(
                Symbol.of("DOGEUSDT"),
                "O-20251211-053131-TEST-000-1",
                new VenueOrderId("1000000033225453"),
                StopChanged.Status.TRIGGERED,
                Optional.of(Price.of("0.13855")),
                Optional.of(new VenueOrderId("88937381063")),
                Optional.of(Quantity.ZERO),
                Optional.empty(),
                1765431097030L));
    assertThat(finished.status().isFinal()).isTrue();
    assertThat(finished.executed()).contains(Quantity.of("38"));
  }

  @Test
  void finishedStopThatExecutedNothing_saysSo() {
    StopChanged finished =
        (StopChanged) clean(fixture("py_ws_futures_algo_update_finished_canceled"));
    assertThat(finished.status()).isEqualTo(StopChanged.Status.FINISHED);
    assertThat(finished.executed()).contains(Quantity.ZERO);
  }

  @ParameterizedTest
  @CsvSource({"crate_algo_update_new,NEW", "crate_algo_update_canceled,CANCELED"})
  void stopWithAReason_keepsItsStatus(String name, StopChanged.Status status) {
    StopChanged stop = (StopChanged) clean(fixture(name));
    assertThat(stop.status()).isEqualTo(status);
    assertThat(stop.why()).contains("Reduce Only reject");
    assertThat(stop.orderId()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"EXPIRED,EXPIRED", "REJECTED,REJECTED", "PAUSED,UNRECOGNISED"})
  void otherStopStatuses(String word, StopChanged.Status status) {
    Word read =
        UserEvents.read(
            fixture("crate_algo_update_new").replace("\"X\": \"NEW\"", "\"X\": \"" + word + "\""));
    assertThat(((StopChanged) ((Word.Told) read).event()).status()).isEqualTo(status);
  }

  // ---- the account

  @Test
  void accountUpdate_hedge_holdsEachSide() {
    assertThat(clean(fixture("crate_account_update")))
        .isEqualTo(
            new PositionsChanged(
                PositionsChanged.Reason.ORDER,
                "ORDER",
                List.of(
                    new Holding(BTC, Optional.empty(), BigDecimal.ZERO),
                    new Holding(BTC, Optional.of(Side.LONG), new BigDecimal("20")),
                    new Holding(BTC, Optional.of(Side.SHORT), new BigDecimal("-10"))),
                List.of(
                    new AssetChange(
                        "USDT", new BigDecimal("50.12345678"), new BigDecimal("122624.12345678"))),
                Optional.empty(),
                1564745798939L));
  }

  @Test
  void accountUpdate_otherAsset_isTold() {
    PositionsChanged changed = (PositionsChanged) clean(fixture("crate_account_update_bnfcr"));
    assertThat(changed.positions()).isEmpty();
    assertThat(changed.assets()).singleElement().matches(asset -> asset.asset().equals("BNFCR"));
  }

  @Test
  void funding_namesItsSymbol_andNeedsNoPositions() {
    PositionsChanged changed =
        (PositionsChanged)
            clean(
                "{\"e\":\"ACCOUNT_UPDATE\",\"T\":5,\"E\":6,\"a\":{\"m\":\"FUNDING_FEE\",\"S\":\"BTCUSDT\","
                    + "\"B\":[{\"a\":\"USDT\",\"wb\":\"9.5\",\"cw\":\"9.5\",\"bc\":\"-0.5\"}]}}");
    assertThat(changed.reason()).isEqualTo(PositionsChanged.Reason.FUNDING);
    assertThat(changed.fundingOf()).contains(BTC);
    assertThat(changed.assets().getFirst().change()).isEqualByComparingTo("-0.5");
  }

  @Test
  void rowsThatCannotBeUsed_keepNoOtherBack() {
    Word word =
        UserEvents.read(
            "{\"e\":\"ACCOUNT_UPDATE\",\"T\":5,\"a\":{\"m\":\"BRAND_NEW\",\"P\":["
                + "{\"s\":\"no symbol!\",\"pa\":\"1\"},"
                + "{\"s\":\"ETHUSDT\",\"pa\":\"many\"},"
                + "{\"s\":\"BTCUSDT\",\"pa\":\"2\",\"ps\":\"BOTH\",\"new\":{}}]}}");
    PositionsChanged changed = (PositionsChanged) ((Word.Told) word).event();
    assertThat(changed.reason()).isEqualTo(PositionsChanged.Reason.OTHER);
    assertThat(changed.word()).isEqualTo("BRAND_NEW");
    assertThat(changed.positions())
        .containsExactly(new Holding(BTC, Optional.empty(), new BigDecimal("2")));
    // only the amount is a gap: the other symbol is none that we could hold
    assertThat(odd(word)).hasSize(3).filteredOn(Odd::gap).hasSize(1);
  }

  @Test
  void configAndMarginCall() {
    assertThat(
            clean(
                "{\"e\":\"ACCOUNT_CONFIG_UPDATE\",\"E\":1,\"T\":2,\"ac\":{\"s\":\"BTCUSDT\",\"l\":25}}"))
        .isEqualTo(new AccountEvent.LeverageChanged(BTC, 25, 2));
    assertThat(clean("{\"e\":\"ACCOUNT_CONFIG_UPDATE\",\"E\":1,\"T\":2,\"ai\":{\"j\":true}}"))
        .isEqualTo(new AccountEvent.ConfigChanged(true, 2));
    assertThat(
            clean(
                "{\"e\":\"MARGIN_CALL\",\"E\":7,\"cw\":\"3.16812045\",\"p\":[{\"s\":\"BTCUSDT\","
                    + "\"ps\":\"LONG\",\"pa\":\"1.327\",\"mt\":\"CROSSED\",\"iw\":\"0\",\"mp\":\"187.17\"}]}"))
        .isEqualTo(
            new AccountEvent.MarginCall(
                List.of(new Holding(BTC, Optional.of(Side.LONG), new BigDecimal("1.327"))), 7));
  }

  @Test
  void listenKeyExpired() {
    assertThat(UserEvents.read("{\"e\":\"listenKeyExpired\",\"E\":1,\"listenKey\":\"k\"}"))
        .isEqualTo(new Word.KeyExpired());
  }

  // ---- what is not for us, and what nobody can read

  @ParameterizedTest
  @ValueSource(strings = {"crate_trade_lite", "py_ws_futures_trade_lite"})
  void tradeLite_isPassedOverWithoutAWord(String name) {
    assertThat(UserEvents.read(fixture(name))).isEqualTo(new Word.Nothing(List.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "7",
        "[]",
        "{}",
        "null",
        "{\"result\":null,\"id\":1}",
        "{\"data\":null}",
        "{\"e\":null}",
        "{\"e\":[]}",
        "{\"e\":\"SOMETHING_NEW\"}",
        "{\"e\":\"ORDER_TRADE_UPDATE\"}",
        "{\"e\":\"ORDER_TRADE_UPDATE\",\"o\":7}",
        "{\"e\":\"ALGO_UPDATE\",\"o\":{\"s\":\"BTCUSDT\",\"X\":{}}}",
        "{\"e\":\"ACCOUNT_UPDATE\",\"a\":[]}",
        "{\"e\":\"ACCOUNT_CONFIG_UPDATE\",\"T\":1}",
        "{\"e\":\"ACCOUNT_CONFIG_UPDATE\",\"T\":1,\"ac\":{\"s\":\"BTCUSDT\",\"l\":1e9}}",
        "{\"e\":\"MARGIN_CALL\",\"p\":{}}",
        "{\"e\":\"ORDER_TRADE_UPDATE\",\"o\":{\"s\":\"BTCUSDT\",\"q\":\"1e999999999\"}}"
      })
  void unreadable_tellsNothing_andSaysWhy(String message) {
    Word word = UserEvents.read(message);
    assertThat(word).isInstanceOf(Word.Nothing.class);
    assertThat(odd(word)).isNotEmpty();
  }

  @Test
  void symbolThatIsNone_isDropped_andNoGap() {
    Word word =
        UserEvents.read(
            fixture("crate_order_update_trade").replace("BTCUSDT", "BTC USDT; DROP TABLE"));
    assertThat(word).isInstanceOf(Word.Nothing.class);
    assertThat(odd(word)).singleElement().matches(odd -> !odd.gap());
  }

  /** Every recorded file of whatever kind, and each of them spoiled a thousand times. */
  @Test
  void nothingIsThrown_whateverIsRead() throws IOException {
    Random random = new Random(7);
    Path root = SharedFolder.find().resolve("venue-fixtures");
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".json")).sorted().toList()) {
        String text = Files.readString(file);
        assertThat(UserEvents.read(text)).isNotNull();
        String one = text.length() > 20_000 ? text.substring(0, 20_000) : text;
        int times = file.getParent().endsWith("events") ? 1000 : 20;
        for (int i = 0; i < times; i++) {
          String spoiled = spoiled(one, random);
          assertThat(UserEvents.read(spoiled)).as(spoiled).isNotNull();
        }
      }
    }
  }

  private static String spoiled(String text, Random random) {
    String[] pieces = {"null", "{}", "[]", "\"\"", "-1", "1e40", "\"x\"", "true", "\"NaN\"", ","};
    StringBuilder spoiled = new StringBuilder(text);
    for (int i = 0; i <= random.nextInt(3) && !spoiled.isEmpty(); i++) {
      int colon = spoiled.indexOf(":", random.nextInt(spoiled.length()));
      int end = colon < 0 ? -1 : spoiled.indexOf(",", colon);
      if (end > 0) {
        spoiled.replace(colon + 1, end, pieces[random.nextInt(pieces.length)]);
      }
    }
    return spoiled.toString();
  }
}
