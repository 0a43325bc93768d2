package quantum.brain.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.brain.decide.Desk.OPENED;
import static quantum.brain.decide.Desk.position;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quantum.brain.decide.BrainEffect.KeepPosition;
import quantum.brain.decide.HarvestRules.HarvestMode;
import quantum.kernel.value.Side;

/** The failed plans of a position that harvest-brain itself keeps: a retry is a new plan. */
class AttemptsTest {
  private final Desk desk = Desk.kernel(HarvestMode.LIVE);

  @BeforeEach
  void ofOurOwn() {
    desk.foreign(0, "side", "BUY", "qty", "8", "price", "100", "stop_loss", "98", "plan_id", "a1");
  }

  private List<BrainEffect> result(String action, String status, String error, String... more) {
    Map<String, String> fields = new HashMap<>();
    fields.put("action", action);
    fields.put("status", status);
    fields.put("error", error);
    fields.put("source", "apply_layer");
    fields.put("position_id", "a1");
    fields.put("timestamp", Long.toString(OPENED / 1000 + 1));
    return desk.result(fields, more);
  }

  private int attempts() {
    return desk.tracked().position().attempts();
  }

  @ParameterizedTest
  @CsvSource({
    "PARTIAL_25, ERROR, -1001",
    "PARTIAL_50, REJECTED, -2019",
    "PARTIAL_75, PARTIAL_FILL, ''",
    "FULL_CLOSE_PROPOSED, ERROR, -1001",
    "UPDATE_SL, ERROR, -1001",
    "UPDATE_SL, REJECTED, -2021"
  })
  void exitThatIsNoCompleteFill_countsAndIsWritten(String action, String status, String error) {
    List<BrainEffect> effects = result(action, status, error);
    assertThat(attempts()).isEqualTo(1);
    assertThat(effects)
        .singleElement()
        .isInstanceOfSatisfying(
            KeepPosition.class,
            keep -> {
              assertThat(keep.opened()).isFalse();
              assertThat(keep.position().position().attempts()).isEqualTo(1);
            });
    result(action, status, error);
    assertThat(attempts()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "PARTIAL_25, FILLED, ''",
    "PARTIAL_25, SKIPPED, SKIP_DUPLICATE",
    "PARTIAL_25, SKIPPED, SKIP_NO_POSITION",
    "FULL_CLOSE_PROPOSED, SKIPPED, SKIP_NO_POSITION",
    "PARTIAL_25, SKIPPED, SKIP_CLOSE_QTY_ZERO",
    "UPDATE_SL, FILLED, ''",
    "UPDATE_SL, PARTIAL_FILL, ''",
    "UPDATE_SL, SKIPPED, SKIP_NOT_TIGHTER",
    "ENTRY_PROPOSED, ERROR, -1001",
    "HOLD, ERROR, -1001",
    "SOMETHING, ERROR, -1001"
  })
  void whatWasDone_orIsNoExit_doesNotCount(String action, String status, String error) {
    assertThat(result(action, status, error)).isEmpty();
    assertThat(attempts()).isZero();
  }

  @Test
  void resultOfAnEarlierPosition_doesNotCount() {
    result("PARTIAL_25", "ERROR", "-1001", "position_id", "a0");
    assertThat(attempts()).isZero();
  }

  @Test
  void positionOfTheApplyLayer_isCountedThere() {
    desk.holds(position(Side.LONG));
    assertThat(desk.answer("PARTIAL_25", "ERROR", 1)).isEmpty();
    assertThat(attempts()).isZero();
  }

  @Test
  void foreignFillInPart_ofAPlan_countsBesideTheFill() {
    List<BrainEffect> effects =
        desk.foreign(
            1,
            "action",
            "PARTIAL_25",
            "status",
            "PARTIAL_FILL",
            "side",
            "SELL",
            "reduceOnly",
            "True",
            "qty",
            "1",
            "price",
            "104",
            "r_level",
            "2");
    assertThat(attempts()).isEqualTo(1);
    assertThat(desk.tracked().position().qty()).hasToString("7");
    assertThat(effects)
        .last()
        .isInstanceOfSatisfying(
            KeepPosition.class,
            keep -> {
              assertThat(keep.position().position().attempts()).isEqualTo(1);
              assertThat(keep.position().position().qty()).hasToString("7");
            });
  }

  @Test
  void foreignError_countsToo() {
    assertThat(desk.foreign(1, "action", "FULL_CLOSE_PROPOSED", "status", "ERROR"))
        .singleElement()
        .isInstanceOf(KeepPosition.class);
    assertThat(attempts()).isEqualTo(1);
  }

  @Test
  void fillOfTheWhole_leavesNothingToCount() {
    List<BrainEffect> effects =
        desk.foreign(
            1,
            "action",
            "FULL_CLOSE_PROPOSED",
            "side",
            "SELL",
            "reduceOnly",
            "True",
            "qty",
            "8",
            "price",
            "104");
    assertThat(effects).noneMatch(KeepPosition.class::isInstance);
    assertThat(desk.state().position(Desk.SYMBOL)).isEmpty();
  }
}
