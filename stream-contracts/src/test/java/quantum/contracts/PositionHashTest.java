package quantum.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.contracts.Samples.bad;
import static quantum.contracts.Samples.decimal;
import static quantum.contracts.Samples.fields;
import static quantum.contracts.Samples.oddFields;
import static quantum.contracts.Samples.ok;
import static quantum.contracts.Samples.with;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Side;

/** {@code quantum:position:{SYMBOL}} with its two writers, and the ledger beside it. */
class PositionHashTest {
  private static final Map<String, String> MINIMAL =
      fields(
          "symbol", "BTCUSDT", "side", "LONG", "qty", "1", "entry_price", "100", "plan_id", "p1");

  @Test
  void fullPosition_encodedAndDecoded_isItself() {
    assertThat(ok(OpenPosition.decode(Samples.OPEN_POSITION.encode())))
        .contains(Samples.OPEN_POSITION);
  }

  @Test
  void fullEvaluation_encodedAndDecoded_isItself() {
    Map<String, String> hash =
        with(
            Samples.EVALUATION.encode(),
            OpenPosition.POSITION_ID,
            Samples.EVALUATION.positionId().value());

    assertThat(ok(Evaluation.decode(hash))).contains(Samples.EVALUATION);
  }

  @Test
  void bothWriters_inOneHash_shareNoField() {
    var trade = new HashSet<>(Samples.OPEN_POSITION.encode().keySet());
    trade.retainAll(Samples.EVALUATION.encode().keySet());

    assertThat(trade).isEmpty();
  }

  @Test
  void bothWriters_inOneHash_areReadBack() {
    Map<String, String> hash = Samples.OPEN_POSITION.encode();
    hash.putAll(Samples.EVALUATION.encode());

    assertThat(ok(OpenPosition.decode(hash))).contains(Samples.OPEN_POSITION);
    assertThat(ok(Evaluation.decode(hash))).contains(Samples.EVALUATION);
  }

  @Test
  void frozenRisk_isATradeField() {
    assertThat(Samples.OPEN_POSITION.encode())
        .containsAllEntriesOf(OpenPosition.encodeEntryRisk(decimal("0.24640")));
  }

  @Test
  void missingHash_isNoPosition() {
    assertThat(ok(OpenPosition.decode(Map.of()))).isEmpty();
    assertThat(ok(Evaluation.decode(Map.of()))).isEmpty();
    assertThat(ok(Evaluation.decode(Samples.OPEN_POSITION.encode()))).isEmpty();
  }

  @Test
  void operatorsHash_withTheLeastFields_isAPosition() {
    OpenPosition open = ok(OpenPosition.decode(with(MINIMAL, "side", "sell"))).orElseThrow();

    assertThat(open.position().side()).isEqualTo(Side.SHORT);
    assertThat(open.position().id()).isEqualTo(new PositionId("p1"));
    assertThat(open.position().initialQty()).isEqualTo(open.position().qty());
    assertThat(open.planId()).contains(new PlanId("p1"));
    assertThat(open.position().entryRisk()).isEqualTo(Optional.empty());
    assertThat(open.harvested()).isEmpty();
  }

  @Test
  void harvested_isReadAsListOrJson() {
    for (String text : new String[] {"2,4", "[2, 4]", "[\"2\",\"4\"]", " 2 , 4 "}) {
      assertThat(
              ok(OpenPosition.decode(with(MINIMAL, "harvested", text))).orElseThrow().harvested())
          .containsExactly("2", "4");
    }
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "null",
      value = {
        "symbol, null, symbol",
        "side, BOTH, side",
        "qty, 0, qty",
        "qty, 1e400, qty",
        "qty, nan, qty",
        "entry_price, null, entry_price"
      })
  void wrongPosition_namesTheField(String field, String value, String named) {
    assertThat(bad(OpenPosition.decode(with(MINIMAL, field, value))).field()).isEqualTo(named);
  }

  @ParameterizedTest
  @CsvSource({
    "initial_qty, 0.5",
    "entry_risk, -1",
    "attempts, -1",
    "attempts, 0.5",
    "stop_loss, x",
    "tp1, n/a",
    "harvest_scheme, '[0.9,0.9]'",
    "harvest_scheme, '0.1,0.1,0.1,0.1'",
    "last_trade_id, 'a,b'",
    "volatility_factor, big",
    "opened_at, never"
  })
  void whatAPositionCanDoWithout_isMissingWhereItCannotBeRead_andNamed(String field, String value) {
    Map<String, String> hash = Samples.OPEN_POSITION.encode();
    var decoded = OpenPosition.decode(with(hash, field, value, "qty", "1"));

    OpenPosition open = ok(decoded).orElseThrow();
    assertThat(open.position().id()).isEqualTo(Samples.POSITION);
    assertThat(open.harvested()).isEqualTo(Samples.OPEN_POSITION.harvested());
    assertThat(oddFields(decoded)).contains(field);
  }

  @Test
  void positionWithoutAnyId_hasTheSameOneWhoeverReadsIt() {
    var nameless = with(MINIMAL, "plan_id", "None", "opened_at", "1770155882");

    assertThat(ok(OpenPosition.decode(nameless)).orElseThrow().position().id())
        .isEqualTo(ok(OpenPosition.decode(nameless)).orElseThrow().position().id());
  }

  @Test
  void timesThatCannotBe_areNotKnown() {
    OpenPosition open = Samples.OPEN_POSITION.with(Samples.OPEN_POSITION.protection().since(100));
    OpenPosition opened = open.with(open.position().withOpenedAt(50));

    assertThat(opened.knownBy(100)).isEqualTo(opened);
    assertThat(opened.knownBy(99).protection())
        .isEqualTo(
            new Protection(
                Optional.empty(), opened.protection().state(), opened.protection().order()));
    assertThat(opened.knownBy(99).position().openedAtMillis()).isEqualTo(50);
    assertThat(opened.knownBy(49).position().openedAtMillis()).isZero();
  }

  @Test
  void harvestedNames_areKept_andNoLevelsInR() {
    OpenPosition open =
        ok(OpenPosition.decode(with(MINIMAL, "harvested", "T1,2.0,manual,tp1,4"))).orElseThrow();

    assertThat(open.harvested()).containsExactly("T1", "2", "manual", "tp1", "4");
    assertThat(open.harvestedR()).containsExactly(decimal("2"), decimal("4"));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "null",
      value = {
        "levels_emitted, '2,x'",
        "levels_taken, 'T1'",
        "levels_blocked, 2",
        "levels_blocked, 2@soon",
        "close_failures, 1e10",
        "trough_price, low",
        "stop_emitted, -1"
      })
  void noteThatCannotBeRead_isAsIfItHadNotBeenMade_andNamed(String field, String value) {
    Map<String, String> hash =
        with(Samples.EVALUATION.encode(), "position_id", "p1", "harvested", "2,T1");
    var decoded = Evaluation.decode(with(hash, field, value));

    assertThat(ok(decoded).orElseThrow().levelsTaken()).contains(decimal("2"));
    assertThat(oddFields(decoded)).contains(field);
  }

  @Test
  void fullLedger_encodedAndDecoded_isItself() {
    assertThat(ok(Ledger.decode(Samples.LEDGER.encode()))).isEqualTo(Samples.LEDGER);
    assertThat(Samples.LEDGER.encode()).containsEntry("realized_pnl", "12.80029908");
  }

  @Test
  void ledgerOfManyFills_isExact() {
    long many = 9_007_199_254_740_993L; // a double could not hold it
    Ledger ledger = ok(Ledger.decode(with(Samples.LEDGER.encode(), "fills", Long.toString(many))));

    assertThat(ledger.fills()).isEqualTo(many);
    assertThat(ok(Ledger.decode(ledger.encode()))).isEqualTo(ledger);
  }

  @Test
  void missingLedger_isEmpty_andAMissingSumIsNothing() {
    assertThat(ok(Ledger.decode(Map.of()))).isEqualTo(Ledger.EMPTY);
    assertThat(ok(Ledger.decode(Map.of("fills", "3"))))
        .isEqualTo(ok(Ledger.decode(with(Ledger.EMPTY.encode(), "fills", "3"))));
  }

  /** Begun anew at 0, it would overwrite what was earned. */
  @ParameterizedTest
  @CsvSource({
    "gross_pnl, ?",
    "gross_pnl, ''",
    "commission, nan",
    "funding, None",
    "realized_pnl, 1e",
    "fills, -1",
    "opened_qty, x",
    "closed_qty, 1 000",
    "wins, 1.5",
    "losses, many",
    "position_net, null"
  })
  void sumOfALedger_thatCannotBeRead_makesItUnreadable(String field, String value) {
    assertThat(bad(Ledger.decode(with(Samples.LEDGER.encode(), field, value))).field())
        .isEqualTo(field);
  }

  @ParameterizedTest
  @CsvSource({
    "last_update_ts, soon",
    "settling, 4711",
    "settling, ':5'",
    "settling, '4711:x'",
    "closed_net, ?"
  })
  void noteOfALedger_thatCannotBeRead_isMissing(String field, String value) {
    var decoded = Ledger.decode(with(Samples.LEDGER.encode(), field, value));
    assertThat(ok(decoded).grossPnl()).isEqualTo(Samples.LEDGER.grossPnl());
    assertThat(oddFields(decoded)).containsExactly(field);
  }

  @Test
  void ledgerThatAwaitsAFill_isItself() {
    Ledger ledger = ok(Ledger.decode(with(Samples.LEDGER.encode(), "settling", "1:,a:b:-2.5,2:3")));
    assertThat(ledger.bookings().settling())
        .containsEntry("1", Optional.empty())
        .containsEntry("a:b", Optional.of(decimal("-2.5")))
        .containsEntry("2", Optional.of(decimal("3")));
    assertThat(ok(Ledger.decode(ledger.encode()))).isEqualTo(ledger);
  }
}
