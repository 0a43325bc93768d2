package quantum.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.contracts.Samples.bad;
import static quantum.contracts.Samples.decimal;
import static quantum.contracts.Samples.fields;
import static quantum.contracts.Samples.ok;
import static quantum.contracts.Samples.qty;
import static quantum.contracts.Samples.with;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Price;
import quantum.kernel.value.Side;

class TradeIntentTest {
  private static final Map<String, String> ENTRY =
      fields("symbol", "BTCUSDT", "side", "BUY", "qty", "0.5");
  private static final Map<String, String> EXIT =
      fields(
          "symbol", "BTCUSDT", "side", "SELL", "intent_type", "HARVEST_PARTIAL", "close_pct", "25");

  static Stream<TradeIntent> samples() {
    return Stream.of(
        Samples.ENTRY_INTENT,
        Samples.entryIntent(new EntrySize.Margin(decimal("150"), new Leverage(10))),
        Samples.entryIntent(new EntrySize.Notional(decimal("1500"), Price.of("12.32"))),
        Samples.EXIT_INTENT,
        Samples.exitIntent(new ExitType.StopMove()),
        Samples.exitIntent(new ExitType.FullClose()));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void fullIntent_encodedAndDecoded_isItself(TradeIntent intent) {
    assertThat(ok(TradeIntent.decode(intent.encode(), "1-0"))).isEqualTo(intent);
  }

  @Test
  void notional_withAnotherEntryPrice_keepsBothPrices() {
    var intent = decodeEntry("qty", null, "size", "100", "price", "50", "entry_price", "49");

    var again = (TradeIntent.Entry) ok(TradeIntent.decode(intent.encode(), "1-0"));

    assertThat(again.size()).isEqualTo(new EntrySize.Notional(decimal("100"), Price.of("50")));
    assertThat(again.entryPrice()).contains(Price.of("49"));
  }

  @Test
  void sizeForms_areAllRead() {
    assertThat(decodeEntry("qty", "1.5").size()).isEqualTo(new EntrySize.Units(qty("1.5")));
    assertThat(decodeEntry("qty", null, "quantity", "1.5").size())
        .isEqualTo(new EntrySize.Units(qty("1.5")));
    assertThat(decodeEntry("qty", null, "position_usd", "100", "leverage", "5").size())
        .isEqualTo(new EntrySize.Margin(decimal("100"), new Leverage(5)));
    assertThat(decodeEntry("qty", null, "size", "100", "price", "50").size())
        .isEqualTo(new EntrySize.Notional(decimal("100"), Price.of("50")));
    assertThat(decodeEntry("qty", null, "position_size_usd", "100", "entry_price", "50").size())
        .isEqualTo(new EntrySize.Notional(decimal("100"), Price.of("50")));
  }

  @ParameterizedTest
  @CsvSource({
    "side, BUY, LONG",
    "side, long, LONG",
    "action, Long, LONG",
    "action, sell, SHORT",
    "side, SHORT, SHORT"
  })
  void entrySide_inBothSpellingsAndAnyCase_isRead(String field, String spelling, Side side) {
    assertThat(decodeEntry("side", null, field, spelling).side()).isEqualTo(side);
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "True", "TRUE", "1"})
  void reduceOnly_inAnySpelling_isNeverAnEntry(String yes) {
    for (String name : new String[] {"reduce_only", "reduceOnly"}) {
      assertThat(ok(TradeIntent.decode(with(ENTRY, name, yes), "1-0")))
          .isInstanceOf(TradeIntent.Exit.class);
    }
    assertThat(
            ok(TradeIntent.decode(with(ENTRY, "reduce_only", "false", "reduceOnly", yes), "1-0")))
        .isInstanceOf(TradeIntent.Exit.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HARVEST_MAGIC", "REVERSE", "CLOSE_MAYBE", "PARTIAL_25_NOW"})
  void unknownIntentType_isRefusedAndNeverAnEntry(String type) {
    Decoded.Bad<TradeIntent> bad = bad(TradeIntent.decode(with(ENTRY, "intent_type", type), "1-0"));

    assertThat(bad.field()).isEqualTo("intent_type");
    assertThat(bad.found()).isEqualTo(type);
  }

  @ParameterizedTest
  @CsvSource({
    "PARTIAL_25, 25",
    "harvest_partial_75, 75",
    "HARVEST_PARTIAL_50, 50",
  })
  void partialWithAPercentInItsName_needsNoOther(String type, String percent) {
    var exit = decodeExit("intent_type", type, "close_pct", null);

    assertThat(exit.type()).isEqualTo(new ExitType.Partial(Optional.of(decimal(percent))));
    assertThat(exit.closePct()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"PROFIT_LOCK_SL", "HARVEST_PROFIT_LOCK_SL", "MOVE_SL_BREAKEVEN", "MOVE_SL_TRAIL"})
  void stopMoves_areReadByTypeOrBySide(String type) {
    assertThat(decodeExit("intent_type", type, "stop_loss", "99").type())
        .isEqualTo(new ExitType.StopMove());
    var bySide =
        decodeExit("intent_type", null, "close_pct", null, "side", "move_sl", "stop_loss", "99");
    assertThat(bySide.type()).isEqualTo(new ExitType.StopMove());
    assertThat(bySide.side()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"FULL_CLOSE_PROPOSED", "HARVEST_FULL_CLOSE_PROPOSED", "EMERGENCY_SL_CLOSE"})
  void fullClose_needsNeitherSideNorSize(String type) {
    var exit = decodeExit("intent_type", type, "close_pct", null, "side", null);

    assertThat(exit.type()).isEqualTo(new ExitType.FullClose());
    assertThat(exit.side()).isEmpty();
  }

  @Test
  void exitSide_isTheOrderSide_whereItIsClear() {
    assertThat(decodeExit("side", "sell").side()).contains(OrderSide.SELL);
    for (String unclear : new String[] {"SHORT", "LONG", "CLOSE", "None"}) {
      assertThat(decodeExit("side", unclear).side()).as(unclear).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "null",
      value = {
        "symbol, null, symbol, ''",
        "symbol, ' ', symbol, ''",
        "symbol, BTC USDT, symbol, BTC USDT",
        "side, null, side, ''",
        "side, UP, side, UP",
        "qty, null, qty, ''",
        "qty, '', qty, ''",
        "qty, abc, qty, abc",
        "qty, NaN, qty, NaN",
        "qty, Infinity, qty, Infinity",
        "qty, 1e400, qty, 1e400",
        "qty, 1e999999999, qty, 1e999999999",
        "qty, 1e-999999999, qty, 1e-999999999",
        "qty, -1, qty, -1",
        "qty, 0, qty, 0",
        "leverage, -1, leverage, -1",
        "entry_price, 0, entry_price, 0",
        "stop_loss, -5, stop_loss, -5",
        "sl_pct, 0, sl_pct, 0",
        "sl_pct, 101, sl_pct, 101",
        "tp_pct, -1, tp_pct, -1",
        "tp1, x, tp1, x",
        "harvest_scheme, '0.9,0.9', harvest_scheme, '0.9,0.9'",
        "harvest_scheme, '0.5,-0.5', harvest_scheme, '0.5,-0.5'",
        "timestamp, yesterday, timestamp, yesterday",
        "intent_type, PARTIAL_0, intent_type, PARTIAL_0",
        "intent_type, PARTIAL_101, intent_type, PARTIAL_101"
      })
  void wrongEntry_namesFieldAndValue(String field, String value, String named, String found) {
    assertBad(TradeIntent.decode(with(ENTRY, field, value), "1-0"), named, found);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "null",
      value = {
        "close_pct, null, close_pct, ''",
        "close_pct, 0, close_pct, 0",
        "close_pct, 101, close_pct, 101",
        "close_pct, -25, close_pct, -25",
        "attempt, 1.5, attempt, 1.5",
        "attempt, 1e12, attempt, 1e12",
        "attempt, -1, attempt, -1",
        "intent_type, MOVE_SL_TRAIL, stop_loss, ''"
      })
  void wrongExit_namesFieldAndValue(String field, String value, String named, String found) {
    assertBad(TradeIntent.decode(with(EXIT, field, value), "1-0"), named, found);
  }

  @Test
  void gapInTheTargets_isRefused() {
    assertBad(TradeIntent.decode(with(ENTRY, "tp1", "110", "tp3", "120"), "1-0"), "tp2", "");
  }

  @Test
  void emptyEntry_saysSo() {
    Decoded.Bad<TradeIntent> bad = bad(TradeIntent.decode(Map.of(), "1-0"));

    assertThat(bad.reason()).isEqualTo("entry='': has no fields");
  }

  @Test
  void unknownFields_areIgnored() {
    assertThat(TradeIntent.decode(with(ENTRY, "mood", "good"), "1-0"))
        .isEqualTo(TradeIntent.decode(ENTRY, "1-0"));
  }

  @Test
  void missingTimestamp_isTheTimeOfTheStreamId() {
    assertThat(ok(TradeIntent.decode(ENTRY, Samples.ID)).timestampMillis()).isEqualTo(Samples.TIME);
    assertThat(ok(TradeIntent.decode(with(ENTRY, "timestamp", " "), Samples.ID)).timestampMillis())
        .isEqualTo(Samples.TIME);
  }

  private static TradeIntent.Entry decodeEntry(String... changes) {
    return (TradeIntent.Entry) ok(TradeIntent.decode(with(ENTRY, changes), "1-0"));
  }

  private static TradeIntent.Exit decodeExit(String... changes) {
    return (TradeIntent.Exit) ok(TradeIntent.decode(with(EXIT, changes), "1-0"));
  }

  private static void assertBad(Decoded<TradeIntent> decoded, String field, String found) {
    Decoded.Bad<TradeIntent> bad = bad(decoded);
    assertThat(bad.field()).isEqualTo(field);
    assertThat(bad.found()).isEqualTo(found);
    assertThat(bad.why()).isNotBlank();
  }
}
