package quantum.brain.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.brain.decide.Desk.OPENED;
import static quantum.brain.decide.Desk.SYMBOL;
import static quantum.brain.decide.Desk.position;
import static quantum.brain.decide.Desk.types;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import quantum.brain.decide.HarvestRules.HarvestMode;
import quantum.contracts.ApplyResult;
import quantum.contracts.Decoded;
import quantum.contracts.Evaluation;
import quantum.contracts.FeedEvent;
import quantum.contracts.Hand;
import quantum.contracts.OpenPosition;
import quantum.contracts.PriceUpdate;
import quantum.kernel.value.Price;
import quantum.kernel.value.Side;
import quantum.runtime.testing.OddValues;

/** Any one optional field, replaced by anything, leaves what the brain does as it was. */
class OddInputTest {
  static final List<String> ODD = OddValues.ALL;

  /** Without these the hash is none (SPEC §4.1). */
  private static final Set<String> CORE = Set.of("symbol", "side", "qty", "entry_price");

  /** Their readable values rightly change what is due: the risk, the opening, what was taken. */
  private static final Set<String> DECIDING = Set.of("entry_risk", "stop_loss", "harvested");

  private final Desk known = Desk.kernel(HarvestMode.LIVE).holds(position(Side.LONG));

  private static <T> Optional<T> readable(Decoded<Optional<T>> decoded) {
    return decoded instanceof Decoded.Ok<Optional<T>>(Optional<T> value, _)
        ? value
        : Optional.empty();
  }

  private List<BrainEffect> price(BrainState state, String price, long seconds) {
    return new FeedDecider(known.rules())
        .onPrice(
            state,
            new PriceUpdate(SYMBOL, Price.of(price), OPENED + seconds * 1000),
            true,
            Hand.FREE);
  }

  private static void load(BrainState state, Map<String, String> hash) {
    Optional<OpenPosition> open = readable(OpenPosition.decode(hash));
    if (open.isPresent()) {
      state.load(SYMBOL, open, readable(Evaluation.decode(hash)), OPENED + 3_600_000);
    } else {
      state.unreadablePosition(SYMBOL, "unreadable");
    }
  }

  @ParameterizedTest
  @FieldSource("ODD")
  void tradeField_ofAKnownPosition_takesNoTrancheAway(String odd) {
    for (String field : known.tracked().open().encode().keySet()) {
      BrainState state = new BrainState().draft();
      Map<String, String> hash = new HashMap<>(known.tracked().open().encode());
      load(state, hash);
      hash.put(field, odd);
      load(state, hash);
      List<BrainEffect> effects = price(state, "104.5", 60);
      if (!DECIDING.contains(field) && !CORE.contains(field)) {
        assertThat(types(effects)).as("%s=%s", field, odd).contains("HARVEST_PARTIAL_25");
      }
    }
  }

  @ParameterizedTest
  @FieldSource("ODD")
  void tradeField_afterARestart_leavesThePositionEvaluated(String odd) {
    for (String field : known.tracked().open().encode().keySet()) {
      Map<String, String> hash = new HashMap<>(known.tracked().open().encode());
      hash.put(field, odd);
      BrainState state = new BrainState().draft();
      load(state, hash);
      if (!CORE.contains(field)) {
        assertThat(state.position(SYMBOL)).as("%s=%s", field, odd).isPresent();
        price(state, "104.5", 60);
        assertThat(state.touchedEvaluations()).as("%s=%s", field, odd).containsKey(SYMBOL);
      }
    }
  }

  @ParameterizedTest
  @FieldSource("ODD")
  void evaluationField_sellsNoTrancheTwice_andKeepsThePosition(String odd) {
    Desk taken = Desk.kernel(HarvestMode.LIVE).holds(position(Side.LONG), "2");
    taken.price("104.5", 60);
    Map<String, String> evaluation = taken.tracked().evaluation().orElseThrow().encode();
    for (String field : evaluation.keySet()) {
      Map<String, String> hash = new HashMap<>(taken.tracked().open().encode());
      hash.putAll(evaluation);
      hash.put(field, odd);
      BrainState state = new BrainState().draft();
      load(state, hash);
      assertThat(types(price(state, "104.6", 4_000)))
          .as("%s=%s", field, odd)
          .doesNotContain("HARVEST_PARTIAL_25");
      assertThat(state.position(SYMBOL)).as("%s=%s", field, odd).isPresent();
    }
  }

  @ParameterizedTest
  @FieldSource("ODD")
  void resultField_leavesTheFillInTheLedger(String odd) {
    Map<String, String> fill = new HashMap<>();
    fill.put("plan_id", "00000000000000c1");
    fill.put("plan_stream_id", "1-1");
    fill.put("symbol", SYMBOL.name());
    fill.put("status", "FILLED");
    fill.put("source", "apply_layer");
    fill.put("action", "PARTIAL_25");
    fill.put("filled_qty", "2");
    fill.put("realized_pnl", "9");
    for (String field :
        List.of(
            "plan_id",
            "plan_stream_id",
            "executed",
            "side",
            "position_side",
            "r_level",
            "close_pct",
            "close_qty",
            "price",
            "commission",
            "funding",
            "order_id",
            "client_order_id",
            "order_status",
            "trade_ids",
            "position_qty_after",
            "entry_price",
            "stop_loss",
            "leverage",
            "error",
            "timestamp",
            "position_id",
            "tp2")) {
      Map<String, String> fields = new HashMap<>(fill);
      fields.put("reduceOnly", "True");
      fields.put(field, odd);
      BrainState state = new BrainState().draft();
      switch (FeedEvent.decode(fields, OPENED + "-0")) {
        case Decoded.Ok<FeedEvent>(FeedEvent event, _) ->
            new ResultBooker(known.rules()).onResult(state, (ApplyResult) event, OPENED + "-0");
        case Decoded.Bad<FeedEvent> bad ->
            throw new AssertionError(field + "=" + odd + ": " + bad.reason());
      }
      assertThat(state.ledger(SYMBOL).grossPnl()).as("%s=%s", field, odd).isEqualByComparingTo("9");
    }
  }
}
