package quantum.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.contracts.Samples.bad;
import static quantum.contracts.Samples.decimal;
import static quantum.contracts.Samples.fields;
import static quantum.contracts.Samples.oddFields;
import static quantum.contracts.Samples.ok;
import static quantum.contracts.Samples.with;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.Side;

class ApplyPlanTest {
  private static final Map<String, String> CLOSE =
      fields("plan_id", "p1", "symbol", "BTCUSDT", "action", "PARTIAL_75");
  private static final Map<String, String> ENTRY =
      fields(
          "symbol",
          "BTCUSDT",
          "action",
          "ENTRY_PROPOSED",
          "side",
          "BUY",
          "qty",
          "0.5",
          "entry_price",
          "100");

  static Stream<ApplyPlan> samples() {
    return Stream.of(
        Samples.ENTRY_PLAN,
        Samples.CLOSE_PLAN,
        Samples.STOP_PLAN,
        Samples.HOLD_PLAN,
        new ApplyPlan.Unknown(Samples.HEADER, "DANCE", Optional.empty()));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void fullPlan_encodedAndDecoded_isItself(ApplyPlan plan) {
    assertThat(ok(ApplyPlan.decode(plan.encode(), "1-0"))).isEqualTo(plan);
  }

  @Test
  void booleans_areWrittenInLowerCase() {
    assertThat(Samples.CLOSE_PLAN.encode())
        .containsEntry("reduceOnly", "true")
        .containsEntry("steps", "[{\"type\":\"market_reduce_only\",\"pct\":66.6}]");
    assertThat(Samples.ENTRY_PLAN.encode())
        .containsEntry("reduceOnly", "false")
        .containsEntry("side", "SELL");
  }

  @ParameterizedTest
  @CsvSource({"PARTIAL_25, 25", "partial_50, 50", "PARTIAL_75, 75", "FULL_CLOSE_PROPOSED, 100"})
  void closeWithoutSteps_takesTheActionsOwnFraction(String action, String percent) {
    assertThat(close("action", action).percent()).isEqualByComparingTo(percent);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{\"type\":\"market_reduce_only\",\"pct\":12.5}]",
        "[{\"pct\":\"12.5\"}]",
        " [ { \"pct\" : 12.50 , \"note\" : null } ] "
      })
  void steps_decideTheFraction(String steps) {
    assertThat(close("steps", steps).percent()).isEqualByComparingTo("12.5");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "75",
        "pct=75",
        "[",
        "[]",
        "{\"pct\":75}",
        "[75]",
        "[{\"type\":\"market_reduce_only\"}]",
        "[{\"pct\":null}]",
        "[{\"pct\":[75]}]",
        "[{\"pct\":0}]",
        "[{\"pct\":101}]",
        "[{\"pct\":-1}]",
        "[{\"pct\":1e400}]",
        "[{\"pct\":1e999999999}]",
        "[{\"pct\":25},{\"pct\":25}]",
        "[{\"pct\":25}] and more"
      })
  void malformedSteps_leaveTheActionsOwnFraction_andAreNamed(String steps) {
    Decoded<ApplyPlan> plan = ApplyPlan.decode(with(CLOSE, "steps", steps), "1-0");

    assertThat(((ApplyPlan.Close) ok(plan)).percent()).isEqualByComparingTo("75");
    assertThat(oddFields(plan)).containsExactly("steps");
  }

  @Test
  void stepsWithoutAnAction_sayWhatToClose() {
    var plan =
        ok(ApplyPlan.decode(with(CLOSE, "action", "None", "steps", "[{\"pct\":50}]"), "1-0"));

    assertThat(((ApplyPlan.Close) plan).percent()).isEqualByComparingTo("50");
  }

  @ParameterizedTest
  @ValueSource(strings = {"CLOSE", "close", "EXIT", "CLOSE_ALL", "CLOSE_LONG", "flatten"})
  void close_asAnOperatorTypesIt_isAFullClose(String action) {
    assertThat(close("action", action).action()).isEqualTo(PlanAction.FULL_CLOSE_PROPOSED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SKIP", "BLOCKED", "hold", "no", "1", "EXECUTED"})
  void entryWhoseDecisionIsAnother_isWithheld(String decision) {
    assertThat(ok(ApplyPlan.decode(with(ENTRY, "decision", decision), "1-0")))
        .isInstanceOfSatisfying(
            ApplyPlan.Unknown.class,
            plan -> assertThat(plan.withheld()).contains("decision='" + decision + "'"));
    assertThat(close("decision", decision).percent()).isEqualByComparingTo("75");
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "True", "1", "yes", "on", "1.0"})
  void dryRun_ofAnyPlan_isWithheld(String dryRun) {
    for (Map<String, String> plan : List.of(ENTRY, CLOSE)) {
      assertThat(ok(ApplyPlan.decode(with(plan, "dry_run", dryRun), "1-0")))
          .isInstanceOf(ApplyPlan.Unknown.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "yes", "Y", "1.0", "x"})
  void entryThatMayReduce_isRefused(String reduceOnly) {
    var bad = bad(ApplyPlan.decode(with(ENTRY, "reduceOnly", reduceOnly), "1-0"));

    assertThat(bad.field()).isEqualTo("reduceOnly");
    assertThat(bad.exit()).isFalse();
  }

  @Test
  void planIdThatFitsIntoNoOrder_isAlwaysTheSamePlan() {
    String uuid = "3f2b6a1e-9c1d-4c7b-8d1f-0a2b3c4d5e6f";

    assertThat(close("plan_id", uuid).header().planId())
        .isEqualTo(close("plan_id", uuid).header().planId())
        .isNotEqualTo(PlanId.ofEntry("1-0"));
  }

  @Test
  void exitThatCannotBeRead_saysThatItMayBeOne() {
    assertThat(bad(ApplyPlan.decode(with(CLOSE, "symbol", "None"), "1-0")).exit()).isTrue();
    assertThat(bad(ApplyPlan.decode(Map.of("payload", "{"), "1-0")).exit()).isTrue();
    assertThat(bad(ApplyPlan.decode(with(ENTRY, "qty", "nan"), "1-0")).exit()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "null",
      value = {
        "symbol, null, symbol",
        "symbol, '', symbol",
        "action, null, action",
        "qty, null, qty",
        "qty, abc, qty",
        "qty, NaN, qty",
        "qty, 1e400, qty",
        "qty, -1, qty",
        "qty, 0, qty",
        "side, null, side",
        "side, UP, side",
        "entry_price, null, entry_price",
        "stop_loss, x, stop_loss",
        "leverage, x, leverage"
      })
  void wrongEntry_namesTheField(String field, String value, String named) {
    Decoded.Bad<ApplyPlan> bad = bad(ApplyPlan.decode(with(ENTRY, field, value), "1-0"));

    assertThat(bad.field()).isEqualTo(named);
    assertThat(bad.why()).isNotBlank();
  }

  @Test
  void stopMoveWithoutAStop_isRefused() {
    assertThat(bad(ApplyPlan.decode(with(CLOSE, "action", "UPDATE_SL"), "1-0")).field())
        .isEqualTo("stop_loss");
  }

  @Test
  void unknownAction_isKeptAsWritten() {
    assertThat(ok(ApplyPlan.decode(with(CLOSE, "action", "Dance"), "1-0")))
        .isInstanceOfSatisfying(
            ApplyPlan.Unknown.class, plan -> assertThat(plan.actionName()).isEqualTo("Dance"));
  }

  @Test
  void planWithoutAnId_getsOneOfItsEntry() {
    var plan = ok(ApplyPlan.decode(with(CLOSE, "plan_id", null), Samples.ID));

    assertThat(plan.header().planId())
        .isEqualTo(PlanId.ofPlan(Samples.ID))
        .as("an intent of the same millisecond")
        .isNotEqualTo(PlanId.ofEntry(Samples.ID));
    assertThat(plan.header().timestampMillis()).isEqualTo(Samples.TIME);
  }

  @Test
  void operatorsPayload_isRead() {
    var plan =
        ok(
            ApplyPlan.decode(
                Map.of(
                    "payload",
                    """
                    {"symbol":"BTCUSDT","action":"PARTIAL_25",
                     "steps":[{"type":"market_reduce_only","pct":30}]}"""),
                "1-0"));

    assertThat(plan)
        .isInstanceOfSatisfying(
            ApplyPlan.Close.class,
            close -> assertThat(close.percent()).isEqualByComparingTo(decimal("30")));
  }

  @Test
  void entrySide_inBothSpellings_isRead() {
    for (String spelling : new String[] {"SELL", "short", "Short"}) {
      assertThat(ok(ApplyPlan.decode(with(ENTRY, "side", spelling), "1-0")))
          .isInstanceOfSatisfying(
              ApplyPlan.Entry.class, entry -> assertThat(entry.side()).isEqualTo(Side.SHORT));
    }
  }

  private static ApplyPlan.Close close(String... changes) {
    return (ApplyPlan.Close) ok(ApplyPlan.decode(with(CLOSE, changes), "1-0"));
  }
}
