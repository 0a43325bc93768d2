package quantum.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.apply.ApplyRig.BTC;
import static quantum.apply.ApplyRig.RIVER;
import static quantum.apply.ApplyRig.SOON;
import static quantum.apply.ApplyRig.steps;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import quantum.contracts.PriceUpdate;
import quantum.contracts.Ticker;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.Price;

/** The lines that operators grep for, as SPEC §9 writes them. */
class LogLinesIT {
  @TempDir Path folder;
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger("apply-layer");
  private ApplyRig rig;

  @BeforeEach
  void open() {
    rig = new ApplyRig(folder);
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void close() {
    logger.detachAppender(lines);
    rig.close();
  }

  private List<String> said() {
    return List.copyOf(lines.list).stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private void awaitLine(String text) {
    rig.probe.await(text, () -> said().stream().anyMatch(line -> line.contains(text)), SOON);
  }

  @Test
  void closesAndEntries_areToldInTheDocumentedLines() {
    rig.start();
    PlanId entry = rig.entry(RIVER, "SHORT", "13.84", "stop_loss", "13");
    rig.result(entry);
    rig.result(rig.entry(RIVER, "SHORT", "1"));
    rig.price(RIVER, "11.32");
    PlanId partial = rig.plan("PARTIAL_75", RIVER, steps("75"));
    String orderId = rig.result(partial).get("order_id");
    PlanId none = rig.plan("FULL_CLOSE_PROPOSED", BTC);
    rig.result(none);
    rig.fault("POST /fapi/v1/order", "error_-2022");
    String streamId = rig.xadd(PlanId.ofEntry("refused"), "FULL_CLOSE_PROPOSED", RIVER);
    rig.result(PlanId.ofEntry("refused"));
    awaitLine("(msg_id=" + streamId + ")");

    assertThat(said())
        .contains(
            "[ENTRY_EXECUTE] plan_id="
                + entry
                + " symbol=RIVERUSDT side=SELL qty=13.84 reduceOnly=false",
            "[ENTRY] RIVERUSDT: SKIP_OPEN_DUPLICATE (SHORT, qty=13.84)",
            "[CLOSE] RIVERUSDT: Processing PARTIAL_75 plan_id=" + partial,
            "[CLOSE_EXECUTE] plan_id="
                + partial
                + " symbol=RIVERUSDT side=BUY qty=10.38 reduceOnly=true pct=75",
            "[CLOSE_DONE] plan_id="
                + partial
                + " filled=10.38 order_id="
                + orderId
                + " status=FILLED realized_pnl=10.38",
            "[CLOSE] BTCUSDT: SKIP_NO_POSITION plan_id=" + none,
            "[CLOSE] RIVERUSDT: Failed to execute close: -2022 ReduceOnly Order is rejected.",
            "[CLOSE] RIVERUSDT: Message ACK'd (msg_id=" + streamId + ")")
        .noneMatch(line -> line.contains("ALARM"));
  }

  @Test
  void exitThatFailsTwice_isAnAlarm_once() {
    rig.start();
    rig.result(rig.entry(BTC, "LONG", "0.01", "stop_loss", "98000"));
    rig.fault("POST /fapi/v1/order", "error_-4131", "times", "3");
    for (int i = 0; i < 3; i++) {
      assertThat(rig.result(rig.plan("FULL_CLOSE_PROPOSED", BTC))).containsEntry("status", "ERROR");
    }
    rig.awaitNothingPending();
    assertThat(List.copyOf(lines.list).stream().filter(e -> e.getLevel() == Level.ERROR))
        .singleElement()
        .satisfies(
            e ->
                assertThat(e.getFormattedMessage())
                    .startsWith("[ALARM] BTCUSDT: exit failed 2 times"));
  }

  @Test
  void silenceOfPrices_isAnAlarmOncePerSilence() {
    rig.start("APPLY_PRICE_SILENCE_SEC", "1", "APPLY_RECONCILE_SEC", "1");
    rig.result(rig.entry(BTC, "LONG", "0.01"));
    awaitLine("[ALARM] BTCUSDT: position open and no price for");
    long future = System.currentTimeMillis() + 5_000;
    Price price = Price.of("100000");
    rig.probe
        .commands()
        .hset(
            rig.names.ticker(BTC),
            new Ticker(price, java.util.Optional.empty(), future, future).encode());
    rig.probe.xadd(rig.names.priceUpdate(), new PriceUpdate(BTC, price, future).encode());
    awaitLine("[APPLY] BTCUSDT: prices are back");
    awaitLine("[RESOLVED] BTCUSDT: position open and no price for");
    assertThat(
            said().stream()
                .filter(line -> line.startsWith("[ALARM]") && line.contains("no price for")))
        .hasSize(1);
  }
}
