package quantum.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.apply.ApplyRig.BTC;
import static quantum.apply.ApplyRig.ETH;
import static quantum.apply.ApplyRig.SOON;
import static quantum.apply.ApplyRig.steps;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quantum.contracts.Inflight;
import quantum.contracts.Names;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.Quantity;
import quantum.runtime.testing.RedisServer;

/** What holds when the process dies at the worst moment: one order, one result. */
class RecoveryIT {
  @TempDir Path folder;
  private ApplyRig rig;
  private Optional<Process> process = Optional.empty();

  @BeforeEach
  void open() {
    rig = new ApplyRig(folder);
  }

  @AfterEach
  void close() {
    process.ifPresent(Process::destroyForcibly);
    rig.close();
  }

  @Test
  void killedBetweenOrderAndCommit_entryIsBookedByTheNextOne() throws Exception {
    startProcess();
    rig.fault("POST /fapi/v1/order", "delay_after_accept", "millis", "1400");
    PlanId entry = rig.entry(BTC, "LONG", "0.01", "stop_loss", "98000");
    killOnceOrdered(1);
    assertThat(rig.results()).isEmpty();
    assertThat(rig.position(BTC)).isEmpty();
    assertThat(rig.probe.hash(rig.names.applyInflight(entry))).containsEntry("side", "BUY");

    rig.start();

    assertThat(rig.result(entry))
        .containsEntry("status", "FILLED")
        .containsEntry("filled_qty", "0.01")
        .containsEntry("position_id", entry.value());
    rig.awaitNothingPending();
    assertThat(rig.orders()).hasSize(1);
    assertThat(rig.results()).hasSize(1);
    assertThat(rig.position(BTC)).containsEntry("entry_risk", "2000");
    assertThat(rig.probe.hash(rig.names.applyInflight(entry))).isEmpty();
  }

  @Test
  void killedBetweenOrderAndCommit_partialIsNotClosedTwice() throws Exception {
    startProcess();
    rig.result(rig.entry(BTC, "LONG", "0.01"));
    rig.fault("POST /fapi/v1/order", "delay_after_accept", "millis", "1400");
    PlanId partial = rig.plan("PARTIAL_50", BTC, steps("50", "r_level", "4"));
    killOnceOrdered(2);

    rig.start();

    assertThat(rig.result(partial))
        .containsEntry("status", "FILLED")
        .containsEntry("filled_qty", "0.005")
        .containsEntry("position_qty_after", "0.005");
    rig.awaitNothingPending();
    assertThat(rig.orders()).hasSize(2);
    assertThat(rig.results()).hasSize(2);
    assertThat(rig.position(BTC)).containsEntry("qty", "0.005").containsEntry("harvested", "4");
  }

  @Test
  void killedBetweenRecordAndOrder_orderIsSentOnce() {
    rig.start();
    PlanId entry = rig.entry(BTC, "LONG", "0.01");
    rig.result(entry);
    rig.stop();
    PlanId close = rig.plan("PARTIAL_50", BTC, steps("50"));
    rig.probe
        .commands()
        .hset(
            rig.names.applyInflight(close),
            new Inflight(
                    BTC,
                    "PARTIAL_50",
                    OrderSide.SELL,
                    Quantity.of("0.005"),
                    true,
                    1,
                    Optional.of("50"),
                    Optional.of(Quantity.of("0.01")),
                    "0-1",
                    System.currentTimeMillis())
                .encode());

    rig.start();

    assertThat(rig.result(close)).containsEntry("status", "FILLED");
    assertThat(rig.held(BTC)).isEqualTo("0.005");
    assertThat(rig.orders()).hasSize(2);
  }

  @Test
  void redisRestartedWhileAnOrderIsOut_oneOrderAndOneResult() throws Exception {
    try (RedisServer own = RedisServer.start(RedisServer.Durability.EVERY_SECOND);
        ApplyRig other = new ApplyRig(folder.resolve("other"), own)) {
      other.start();
      other.result(other.entry(BTC, "LONG", "0.01"));
      other.fault("POST /fapi/v1/order", "delay_after_accept", "millis", "1200");
      PlanId partial = other.plan("PARTIAL_50", BTC, steps("50", "r_level", "4"));
      other.probe.await("the order is accepted", () -> other.orders().size() == 2, SOON);
      own.restart();
      other.reconnect();

      assertThat(other.result(partial)).containsEntry("status", "FILLED");
      other.awaitNothingPending();
      assertThat(other.orders()).hasSize(2);
      assertThat(other.results(partial)).hasSize(1);
      assertThat(other.held(BTC)).isEqualTo("0.005");
    }
  }

  @Test
  void terminated_stopsWithinFiveSeconds_andLeavesTheRestInTheStream() throws Exception {
    Process started = startProcess();
    rig.result(rig.entry(BTC, "LONG", "0.01"));
    rig.probe.await(
        "how the account is set is shown",
        () -> "one-way".equals(rig.probe.hash(rig.names.health("apply-layer")).get("account")),
        SOON);
    started.destroy();
    assertThat(started.waitFor(5, TimeUnit.SECONDS)).isTrue();
    assertThat(started.exitValue()).isZero();

    PlanId close = rig.plan("FULL_CLOSE_PROPOSED", BTC);
    rig.start();
    assertThat(rig.result(close)).containsEntry("status", "FILLED");
  }

  @Test
  void terminatedWhileAnOrderIsOut_stopsInTime_andTheNextOneBooksIt() throws Exception {
    Map<String, String> env = rig.environment();
    env.put("VENUE_READ_TIMEOUT_MS", "30000");
    Process started = launch(env, folder.resolve("out"));
    process = Optional.of(started);
    rig.fault("POST /fapi/v1/order", "delay_after_accept", "millis", "6000");
    PlanId entry = rig.entry(BTC, "LONG", "0.01");
    rig.probe.await("the order is accepted", () -> rig.orders().size() == 1, SOON);
    started.destroy();
    assertThat(started.waitFor(5, TimeUnit.SECONDS)).isTrue();
    assertThat(started.exitValue()).isZero();

    rig.start();

    assertThat(rig.result(entry)).containsEntry("status", "FILLED");
    assertThat(rig.orders()).hasSize(1);
  }

  @Test
  void closeAboveTheLargestOrder_interruptedBetweenItsParts_closesAllOnce() {
    rig.byHand(BTC, "2500");
    rig.start();
    rig.fault("POST /fapi/v1/order", "drop_after_accept");
    PlanId close = rig.plan("FULL_CLOSE_PROPOSED", BTC);

    assertThat(rig.result(close))
        .containsEntry("status", "FILLED")
        .containsEntry("filled_qty", "2500")
        .containsEntry("position_qty_after", "0");
    assertThat(rig.held(BTC)).isEqualTo("0");
    assertThat(rig.orders(BTC).stream().filter(order -> order.path("reduceOnly").asBoolean()))
        .extracting(order -> order.path("clientOrderId").asString())
        .doesNotHaveDuplicates()
        .hasSize(3);
  }

  @Test
  void backlogOfOldEntries_opensNothing_whileExitsAreExecuted() {
    rig.start();
    rig.result(rig.entry(ETH, "LONG", "1"));
    rig.stop();
    String hourAgo = Long.toString(System.currentTimeMillis() / 1000 - 3600);
    PlanId entry = rig.entry(BTC, "LONG", "0.01", "timestamp", hourAgo);
    PlanId exit = rig.plan("FULL_CLOSE_PROPOSED", ETH, "timestamp", hourAgo);

    rig.start();

    assertThat(rig.result(entry)).containsEntry("error", "SKIP_STALE_ENTRY");
    assertThat(rig.result(exit)).containsEntry("status", "FILLED");
    assertThat(rig.held(BTC)).isEqualTo("0");
  }

  @Test
  void flushedWhileWaiting_goesOnWithWhatComes_andAdoptsWhatIsOpen() {
    rig.start("APPLY_RECONCILE_SEC", "1");
    rig.result(rig.entry(BTC, "LONG", "0.01"));
    rig.probe.commands().del(rig.names.applyPlan());
    rig.probe.commands().del(rig.names.position(BTC));
    rig.probe.commands().del(rig.names.positionsOpen());

    rig.probe.await("adopted", () -> !rig.position(BTC).isEmpty(), SOON);
    PlanId close = rig.plan("FULL_CLOSE_PROPOSED", BTC);
    assertThat(rig.result(close)).containsEntry("status", "FILLED");
    assertThat(rig.held(BTC)).isEqualTo("0");
  }

  @Test
  void badSettings_refuseTheStart_withExitCode78_andWithoutTheSecret() throws Exception {
    Map<String, String> env = rig.environment();
    env.put("VENUE", "binance");
    env.put("STOP_FAILURE", "panic");
    env.put("APPLY_MAX_POSITONS", "3");
    Path out = folder.resolve("out");
    Process refused = launch(env, out);
    assertThat(refused.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(refused.exitValue()).isEqualTo(78);
    assertThat(Files.readString(out))
        .contains("ALLOW_MAINNET")
        .contains("STOP_FAILURE is 'panic', allowed is one of close, alert")
        .contains("APPLY_MAX_LEVERAGE")
        .contains("LIMIT_DAILY_LOSS_USDT")
        .contains("a limit, or 0 for none, where VENUE=binance")
        .contains("did you mean APPLY_MAX_POSITIONS?")
        .doesNotContain("rig-secret");
  }

  @Test
  void refusedKey_refusesTheStart_withExitCode78() throws Exception {
    Map<String, String> env = rig.environment();
    env.put("BINANCE_API_KEY", "wrong-key");
    Path out = folder.resolve("out");
    Process refused = launch(env, out);
    assertThat(refused.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(refused.exitValue()).isEqualTo(78);
    assertThat(Files.readString(out)).contains("BINANCE_API_KEY").doesNotContain("wrong-key");
  }

  private void killOnceOrdered(int orders) throws InterruptedException {
    rig.probe.await("the order is accepted", () -> rig.orders().size() == orders, SOON);
    Process victim = process.orElseThrow();
    victim.destroyForcibly();
    assertThat(victim.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(rig.probe.pending(rig.names.applyPlan(), Names.GROUP_APPLY_LAYER)).isOne();
  }

  private Process startProcess() throws IOException {
    Process started = launch(rig.environment(), folder.resolve("out"));
    process = Optional.of(started);
    return started;
  }

  static Process launch(Map<String, String> env, Path out) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path").replace(':', File.pathSeparatorChar),
                ApplyLayer.class.getName()));
    builder.environment().putAll(env);
    builder.redirectErrorStream(true).redirectOutput(out.toFile());
    return builder.start();
  }
}
