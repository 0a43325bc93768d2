package quantum.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.contracts.Samples.bad;
import static quantum.contracts.Samples.decimal;
import static quantum.contracts.Samples.fields;
import static quantum.contracts.Samples.oddFields;
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
  @ValueSource(
      strings = {"HARVEST_MAGIC", "REVERSE", "CLOSE_MAYBE", "PARTIAL_25_NOW", "STOP_ENTRY"})
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
  void exitSide_isTheOrders_whereItCanMeanNothingElse() {
    assertThat(decodeExit("side", "sell").side()).contains(OrderSide.SELL);
    assertThat(decodeExit("side", "SHORT").side()).isEmpty();
    assertThat(decodeExit("side", "SHORT", "positionSide", "LONG").side()).contains(OrderSide.SELL);
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
        "qty, None, qty, None",
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
        "reduce_only, yes, reduce_only, yes",
        "reduce_only, Y, reduce_only, Y",
        "reduceOnly, 1.0, reduce_only, 1.0",
        "closePosition, on, closePosition, on",
        "positionSide, UP, positionSide, UP",
        "quantity, 0.6, quantity, 0.6",
        "action, SELL, action, SELL",
        "payload, '{', payload, '{'"
      })
  void wrongEntry_namesFieldAndValue(String field, String value, String named, String found) {
    assertBad(TradeIntent.decode(with(ENTRY, field, value), "1-0"), named, found);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "null",
      value = {
        "close_pct, null, close_pct, ''",
        "close_pct, nan, close_pct, nan",
        "close_pct, 0, close_pct, 0",
        "close_pct, 101, close_pct, 101",
        "intent_type, MOVE_SL_TRAIL, stop_loss, ''",
        "symbol, None, symbol, None"
      })
  void exitThatDoesNotSayWhatToClose_namesFieldAndValue_andThatItIsOne(
      String field, String value, String named, String found) {
    Decoded<TradeIntent> decoded = TradeIntent.decode(with(EXIT, field, value), "1-0");

    assertBad(decoded, named, found);
    assertThat(bad(decoded).exit()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "attempt, 1.5",
    "attempt, -1",
    "side, UP",
    "unrealized_pnl, ?",
    "kill_score, high",
    "price, -1",
    "timestamp, yesterday",
    "qty, -0.1",
    "r_level, 'two, four'",
    "stop_loss, x"
  })
  void whatNoExitNeeds_isMissingWhereItCannotBeRead_andNamed(String field, String value) {
    Decoded<TradeIntent> decoded = TradeIntent.decode(with(EXIT, field, value), Samples.ID);

    assertThat(((TradeIntent.Exit) ok(decoded)).closePct()).contains(decimal("25"));
    assertThat(oddFields(decoded)).containsExactly(field);
    assertThat(ok(decoded).timestampMillis()).isEqualTo(Samples.TIME);
  }

  @ParameterizedTest
  @CsvSource({
    "closePosition, true, FULL_CLOSE",
    "close_position, 1, FULL_CLOSE",
    "intent_type, CLOSE, FULL_CLOSE",
    "intent_type, CLOSE_OPEN_POSITION, FULL_CLOSE",
    "side, CLOSE, FULL_CLOSE",
    "action, close_all, FULL_CLOSE",
    "action, EXIT_LONG, FULL_CLOSE",
    "positionSide, SHORT, PARTIAL",
    "position_side, sell, PARTIAL"
  })
  void whatSaysClose_isNeverAnEntry(String field, String value, String what) {
    var exit = (TradeIntent.Exit) ok(TradeIntent.decode(with(ENTRY, field, value), "1-0"));

    assertThat(exit.type())
        .isInstanceOf(what.equals("PARTIAL") ? ExitType.Partial.class : ExitType.FullClose.class);
  }

  @Test
  void positionSideOfTheOrder_isAnEntry() {
    assertThat(decodeEntry("positionSide", "LONG").side()).isEqualTo(Side.LONG);
    assertThat(decodeEntry("positionSide", "BOTH").side()).isEqualTo(Side.LONG);
  }

  @ParameterizedTest
  @CsvSource({"CLOSE_LONG, SELL", "EXIT_SHORT, BUY"})
  void closeOfANamedSide_closesNoOther(String type, OrderSide side) {
    assertThat(decodeExit("intent_type", type, "side", null).side()).contains(side);
  }

  @ParameterizedTest
  @ValueSource(strings = {"yes", "on", "1.0", "maybe", "true", "2"})
  void dryRun_isWhateverIsNotClearlyMeant(String text) {
    assertThat(decodeEntry("dry_run", text).dryRun()).isTrue();
    assertThat(decodeExit("dry_run", text).dryRun()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"false", "FALSE", "0", "None", "nan", " "})
  void flagThatSaysNo_orNothing_isNo(String text) {
    assertThat(decodeEntry("dry_run", text, "reduce_only", text).dryRun()).isFalse();
  }

  @Test
  void pythonsPayload_isRead() {
    var exit =
        (TradeIntent.Exit)
            ok(
                TradeIntent.decode(
                    Map.of(
                        "payload",
                        """
                        {"symbol": "BTCUSDT", "intent_type": "CLOSE", "unrealized_pnl": NaN,
                         "kill_score": Infinity, "R_net": -Infinity, "reduce_only": true,
                         "side": null, "qty": 1e-05}"""),
                    "1-0"));

    assertThat(exit.type()).isInstanceOf(ExitType.FullClose.class);
    assertThat(exit.unrealizedPnl()).isEmpty();
  }

  @Test
  void gapInTheTargets_leavesThoseBeforeIt() {
    assertThat(decodeEntry("tp1", "110", "tp3", "120").levels().targets())
        .containsExactly(Price.of("110"));
  }

  @Test
  void levels_areWrittenInOneWay() {
    assertThat(decodeExit("r_level", "2.0").level()).contains("2");
    assertThat(decodeExit("r_level", "T1").level()).contains("T1");
    assertThat(decodeExit("r_level", "None").level()).isEmpty();
    assertThat(decodeExit("r_level", "2,4").level()).isEmpty();
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
    for (String text : new String[] {null, " ", "None", "yesterday"}) {
      assertThat(
              ok(TradeIntent.decode(with(ENTRY, "timestamp", text), Samples.ID)).timestampMillis())
          .isEqualTo(Samples.TIME);
    }
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
