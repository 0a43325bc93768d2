package quantum.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.apply.ApplyRig.BTC;
import static quantum.apply.ApplyRig.ETH;
import static quantum.apply.ApplyRig.RIVER;
import static quantum.apply.ApplyRig.SOON;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quantum.contracts.Decoded;
import quantum.contracts.Flatten;
import quantum.kernel.value.Symbol;

/** The order to close everything, from the key to the exchange's word. */
class FlattenIT {
  @TempDir Path folder;
  private ApplyRig rig;

  @BeforeEach
  void begin() {
    rig = new ApplyRig(folder);
  }

  @AfterEach
  void end() {
    rig.close();
  }

  private void order(String id, Symbol... symbols) {
    Flatten order =
        Flatten.order(id, List.of(symbols), "news", "ann@desk", System.currentTimeMillis());
    rig.probe.commands().hset(rig.names.halt(), order.halt().encode());
    rig.probe.commands().hset(rig.names.flatten(), order.encode());
  }

  private Flatten flatten() {
    return Flatten.decode(rig.probe.hash(rig.names.flatten()))
            instanceof Decoded.Ok<Optional<Flatten>>(Optional<Flatten> order, _)
        ? order.orElseThrow()
        : null;
  }

  private Map<Symbol, Flatten.Outcome> awaitOver() {
    rig.probe.await("flatten is over", () -> flatten().isOver(), SOON);
    return flatten().outcomes().stream()
        .collect(Collectors.toMap(Flatten.Outcome::symbol, outcome -> outcome));
  }

  private void assertFlat(Symbol... symbols) {
    for (Symbol symbol : symbols) {
      assertThat(rig.held(symbol)).as(symbol + " at the exchange").isEqualTo("0");
      assertThat(rig.stops(symbol)).as(symbol + "'s stops").isEmpty();
      assertThat(rig.position(symbol)).as(symbol + "'s hash").isEmpty();
    }
  }

  private void open(Symbol... symbols) {
    Map<Symbol, String[]> sizes =
        Map.of(
            BTC, new String[] {"0.02", "98000"},
            ETH, new String[] {"0.5", "2400"},
            RIVER, new String[] {"10", "12"});
    Arrays.stream(symbols)
        .forEach(
            symbol -> {
              String[] size = sizes.get(symbol);
              rig.result(rig.entry(symbol, "LONG", size[0], "stop_loss", size[1]));
              rig.awaitStop(symbol, size[1]);
            });
  }

  @Test
  void flatten_closesAll_withdrawsTheStops_saysSo_andNothingIsOpenedAfterwards() {
    rig.start();
    open(BTC, ETH);
    order("f1");
    Map<Symbol, Flatten.Outcome> outcomes = awaitOver();
    assertFlat(BTC, ETH);
    assertThat(outcomes.get(BTC))
        .isEqualTo(new Flatten.Outcome(BTC, Flatten.State.FLAT, "0", "closed LONG 0.02"));
    assertThat(outcomes.get(ETH).state()).isEqualTo(Flatten.State.FLAT);
    assertThat(rig.result(rig.entry(RIVER, "LONG", "10"))).containsEntry("error", "SKIP_HALTED");
    assertThat(
            rig.results().stream()
                .filter(fields -> "FULL_CLOSE_PROPOSED".equals(fields.get("action"))))
        .allSatisfy(fields -> assertThat(fields).containsEntry("reduceOnly", "True"));
  }

  @Test
  void flattenOfOneSymbol_leavesTheOthers() {
    rig.start();
    open(BTC, ETH);
    order("f1", BTC);
    assertThat(awaitOver()).containsOnlyKeys(BTC);
    assertFlat(BTC);
    assertThat(rig.held(ETH)).isEqualTo("0.5");
    rig.awaitStop(ETH, "2400");
  }

  @Test
  void nothingOpen_isOverAtOnce() {
    rig.start();
    order("f1");
    assertThat(awaitOver()).isEmpty();
  }

  @Test
  void venueAway_andARestartInTheMiddle_endFlat() {
    rig.start();
    open(BTC, ETH);
    rig.fault("POST /fapi/v1/order", "status_503_failed", "times", "100000");
    order("f1");
    rig.probe.await(
        "a close is asked for",
        () ->
            rig.probe.entries(rig.names.applyPlan()).stream()
                .anyMatch(plan -> "trader".equals(plan.get("source"))),
        SOON);
    rig.stop();
    rig.start();
    rig.probe.await(
        "it knows what is open",
        () ->
            flatten().outcomes().stream()
                .anyMatch(outcome -> outcome.state() == Flatten.State.OPEN),
        SOON);
    rig.fault("GET /fapi/v3/positionRisk", "status_503_failed", "times", "100000");
    rig.stop();
    rig.start();
    assertThat(flatten().isOver()).isFalse();
    rig.heal();
    assertThat(awaitOver()).containsKeys(BTC, ETH);
    assertFlat(BTC, ETH);
  }

  /** The process is killed at moments that nobody chose, while the venue refuses most orders. */
  @Test
  void killedAgainAndAgain_endsFlat() throws Exception {
    Process process = RecoveryIT.launch(rig.environment(), folder.resolve("out"));
    try {
      open(BTC, ETH, RIVER);
      rig.fault("POST /fapi/v1/order", "status_503_unknown", "times", "3", "reaches", "false");
      order("f1");
      Random random = new Random();
      for (int kill = 0; kill < 4; kill++) {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(1_500));
        process.destroyForcibly().waitFor();
        process = RecoveryIT.launch(rig.environment(), folder.resolve("out"));
      }
      rig.probe.await("flatten is over", () -> flatten().isOver(), Duration.ofSeconds(60));
      assertFlat(BTC, ETH, RIVER);
      assertThat(flatten().outcomes())
          .hasSize(3)
          .allSatisfy(outcome -> assertThat(outcome.state()).isEqualTo(Flatten.State.FLAT));
      assertThat(rig.result(rig.entry(BTC, "LONG", "0.02"))).containsEntry("error", "SKIP_HALTED");
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void positionThatAppearsMeanwhile_isClosedToo() {
    rig.start();
    open(BTC);
    rig.fault("POST /fapi/v1/order", "status_503_failed", "times", "100000");
    order("f1");
    rig.byHand(RIVER, "7");
    rig.probe.await(
        "it is seen",
        () -> flatten().outcomes().stream().anyMatch(o -> o.symbol().equals(RIVER)),
        SOON);
    rig.heal();
    awaitOver();
    assertFlat(BTC, RIVER);
  }

  @Test
  void clearedInTheMiddle_isGivenUp_andWrittenNoMore() {
    rig.start();
    open(BTC);
    rig.fault("POST /fapi/v1/order", "status_503_failed", "times", "100000");
    order("f1");
    rig.probe.await("progress", () -> !flatten().outcomes().isEmpty(), SOON);
    rig.probe.commands().del(rig.names.flatten(), rig.names.halt());
    rig.awaitNothingPending();
    assertThat(rig.probe.commands().exists(rig.names.flatten(), rig.names.halt())).isZero();
  }
}
