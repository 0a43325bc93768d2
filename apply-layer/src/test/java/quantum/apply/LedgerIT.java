package quantum.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.apply.ApplyRig.BNB;
import static quantum.apply.ApplyRig.BTC;
import static quantum.apply.ApplyRig.ETH;
import static quantum.apply.ApplyRig.SOON;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quantum.contracts.ClosedPosition;
import quantum.contracts.Decoded;
import quantum.kernel.value.PlanId;
import quantum.kernel.value.Symbol;

/** Fees, funding and the records of positions that have ended, from outside. */
class LedgerIT {
  @TempDir Path folder;
  private ApplyRig rig;

  @BeforeEach
  void open() {
    rig = new ApplyRig(folder);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private ApplyRig start() {
    return rig.start("APPLY_RECONCILE_SEC", "1");
  }

  private List<ClosedPosition> closed() {
    return rig.probe.commands().zrange(rig.names.positionsClosed(), 0, -1).stream()
        .map(ClosedPosition::ofMember)
        .map(decoded -> ((Decoded.Ok<ClosedPosition>) decoded).value())
        .toList();
  }

  private ClosedPosition awaitClosed(Symbol symbol) {
    rig.probe.await(
        symbol + " has ended",
        () -> closed().stream().anyMatch(one -> one.symbol().equals(symbol)),
        SOON);
    return closed().stream().filter(one -> one.symbol().equals(symbol)).findFirst().orElseThrow();
  }

  private void awaitFunding(Symbol symbol, String usd) {
    rig.probe.await(
        symbol + " funding " + usd,
        () -> {
          String found = rig.position(symbol).get("funding");
          return found != null && new BigDecimal(found).compareTo(new BigDecimal(usd)) == 0;
        },
        SOON);
  }

  private PlanId open(Symbol symbol, String side, String qty, String... more) {
    PlanId plan = rig.entry(symbol, side, qty, more);
    assertThat(rig.result(plan)).containsEntry("status", "FILLED");
    return plan;
  }

  private Map<String, String> closeAll(Symbol symbol, String reason) {
    PlanId plan = rig.plan("FULL_CLOSE_PROPOSED", symbol, ApplyRig.steps("100", "reason", reason));
    return rig.result(plan);
  }

  @Test
  void ownClose_writesOneRecord_withItsFiguresAfterAllCosts() {
    start();
    PlanId entry = open(BTC, "BUY", "0.01", "stop_loss", "99000", "regime", "TREND");
    rig.price(BTC, "102000");
    rig.plan("PARTIAL_50", BTC, ApplyRig.steps("50", "r_level", "2"));
    rig.awaitPosition(BTC, "harvested", "2");
    rig.control("POST", "/paper/funding?rate=0.0001&now=true");
    awaitFunding(BTC, "-0.051");
    rig.price(BTC, "101000");
    closeAll(BTC, "kill_score");

    ClosedPosition closed = awaitClosed(BTC);
    assertThat(closed.id().value()).isEqualTo(entry.value());
    assertThat(closed.entryPrice()).hasToString("100000");
    assertThat(closed.exitPrice().orElseThrow()).hasToString("101500");
    assertThat(closed.initialQty()).hasToString("0.01");
    assertThat(closed.initialStop().orElseThrow()).hasToString("99000");
    assertThat(closed.entryRisk().orElseThrow()).isEqualByComparingTo("1000");
    assertThat(closed.realizedPnl()).isEqualByComparingTo("15");
    // 4 bps of 1000 in, 510 and 505 out
    assertThat(closed.commission()).isEqualByComparingTo("0.806");
    assertThat(closed.funding()).isEqualByComparingTo("-0.051");
    assertThat(closed.netPnl()).isEqualByComparingTo("14.143");
    assertThat(closed.realizedR().orElseThrow()).isEqualByComparingTo("1.4143");
    assertThat(closed.maxR().orElseThrow()).isEqualByComparingTo("2");
    assertThat(closed.tranches()).containsExactly("2");
    assertThat(closed.exitReason()).isEqualTo("kill_score");
    assertThat(closed.regime()).contains("TREND");
    assertThat(closed.leverage().value()).isEqualTo(5);
    assertThat(closed.source()).isEqualTo(ClosedPosition.OURS);
    assertThat(closed.pending()).isEmpty();
    assertThat(rig.probe.entries(rig.names.positionClosed()))
        .singleElement()
        .satisfies(fields -> assertThat(fields).containsAllEntriesOf(closed.encode()));
    assertThat(rig.position(BTC)).isEmpty();
  }

  @Test
  void stopAtTheExchange_handAndForce_eachEndAPositionOnce() {
    start();
    open(BTC, "BUY", "0.01", "stop_loss", "99000");
    rig.awaitStop(BTC, "99000");
    rig.price(BTC, "98900");
    ClosedPosition stopped = awaitClosed(BTC);
    assertThat(stopped.exitReason()).isEqualTo("exchange_stop");
    assertThat(stopped.realizedR().orElseThrow()).isNegative();
    assertThat(stopped.minR().orElseThrow()).isLessThanOrEqualTo(new BigDecimal("-1"));

    open(ETH, "SELL", "0.4", "stop_loss", "2600");
    rig.awaitStop(ETH, "2600");
    rig.price(ETH, "2450");
    rig.byHand(ETH, "0");
    ClosedPosition byHand = awaitClosed(ETH);
    assertThat(byHand.exitReason()).isEqualTo("by_hand");
    assertThat(byHand.realizedPnl()).isEqualByComparingTo("20");
    assertThat(byHand.maxR().orElseThrow()).isEqualByComparingTo("0.5");
    rig.awaitNothingPending();
    assertThat(closed()).hasSize(2);
    assertThat(rig.probe.entries(rig.names.positionClosed())).hasSize(2);
  }

  @Test
  void positionThatTurns_endsOnce_andTheNextBeginsAnAccountOfItsOwn() {
    start();
    open(BTC, "BUY", "0.01", "stop_loss", "99000");
    rig.awaitStop(BTC, "99000");
    rig.price(BTC, "101000");
    rig.byHand(BTC, "-0.02");
    ClosedPosition turned = awaitClosed(BTC);
    assertThat(turned.realizedPnl()).isEqualByComparingTo("10");
    assertThat(turned.exitReason()).isEqualTo("by_hand");
    rig.awaitPosition(BTC, "side", "SHORT");
    assertThat(rig.position(BTC)).containsEntry("closed_qty", "0").containsEntry("funding", "0");
    rig.byHand(BTC, "0");
    rig.probe.await("both ended", () -> closed().size() == 2, SOON);
    assertThat(closed().get(1).source()).isEqualTo(ClosedPosition.ADOPTED);
  }

  @Test
  void foundFlatAfterAnOutage_endsOnce_fromItsTrades() {
    start();
    open(BTC, "BUY", "0.01", "stop_loss", "99000");
    rig.awaitStop(BTC, "99000");
    rig.stop();
    rig.price(BTC, "98900");
    start();
    ClosedPosition closed = awaitClosed(BTC);
    assertThat(closed.exitReason()).isEqualTo("exchange_stop");
    rig.stop();
    start();
    rig.probe.await("no position", () -> rig.position(BTC).isEmpty(), SOON);
    assertThat(closed()).hasSize(1);
  }

  @Test
  void fundingThatIsListedAfterTheEnd_amendsTheRecord_inPlace_andIsBookedOnce() {
    start();
    open(BTC, "BUY", "0.01", "stop_loss", "99000");
    rig.awaitStop(BTC, "99000");
    rig.stop(); // nobody asks while it is paid
    rig.price(BTC, "100000");
    rig.control("POST", "/paper/funding?rate=0.0001&now=true");
    rig.price(BTC, "98900"); // the stop
    start();
    awaitClosed(BTC);
    rig.probe.await(
        "amended", () -> closed().getFirst().funding().compareTo(BigDecimal.ZERO) != 0, SOON);
    ClosedPosition amended = closed().getFirst();
    assertThat(amended.funding()).isEqualByComparingTo("-0.1");
    assertThat(closed()).hasSize(1);
    List<Map<String, String>> told = rig.probe.entries(rig.names.positionClosed());
    assertThat(told.getLast()).containsAllEntriesOf(amended.encode());
    rig.stop();
    start();
    // another funding tells that the list was read again
    open(ETH, "BUY", "0.4", "stop_loss", "2400");
    rig.control("POST", "/paper/funding?rate=0.0001&now=true");
    awaitFunding(ETH, "-0.1");
    assertThat(closed().getFirst()).isEqualTo(amended);
    assertThat(fundings()).hasSize(2);
  }

  /** A hand opens a position while the order of an entry is on its way. */
  @ParameterizedTest
  @CsvSource({"BUY, 0.01, 0.03, LONG", "SELL, 0.05, 0.03, SHORT"})
  void handsPositionInTheMomentOfAFill_isPartOfWhatTheEntryOpened(
      String side, String qty, String held, String opened) {
    start();
    open(BTC, "BUY", "0.01", "stop_loss", "99000");
    closeAll(BTC, "by_test");
    awaitClosed(BTC);
    rig.probe.commands().del(rig.names.cooldown(BTC));
    rig.fault("POST /fapi/v1/order", "delay", "millis", "1000");
    PlanId entry = rig.entry(BTC, side, qty, "stop_loss", side.equals("BUY") ? "99000" : "101000");
    rig.probe.await("on its way", () -> rig.control("GET", "/paper/faults").isEmpty(), SOON);
    rig.byHand(BTC, "0.02");
    rig.tick(BTC); // the exchange's time goes on: no life here is of the time that is paid for
    rig.control("POST", "/paper/funding?rate=0.0001&now=true");
    rig.tick(BTC);

    assertThat(rig.result(entry))
        .containsEntry("status", "FILLED")
        .containsEntry("position_qty_after", held);
    rig.awaitPosition(BTC, "qty", held);
    assertThat(rig.position(BTC))
        .containsEntry("side", opened)
        .containsEntry("position_id", entry.value())
        .containsEntry("initial_qty", held)
        .containsEntry("entry_price", "100000")
        .containsEntry("entry_risk", "1000");
    rig.byHand(BTC, "0");
    rig.probe.await("flat", () -> rig.position(BTC).isEmpty(), SOON);
    rig.probe.await(
        "paid",
        () -> fundingBooked().compareTo(new BigDecimal("-0.2")) == 0,
        Duration.ofSeconds(60));
    assertThat(closed())
        .filteredOn(one -> one.id().value().equals(entry.value()))
        .singleElement()
        .satisfies(one -> assertThat(one.funding()).isEqualByComparingTo("-0.2"));
    new LedgerAudit(rig, List.of(BTC)).assertBooks();
  }

  private BigDecimal fundingBooked() {
    return closed().stream().map(ClosedPosition::funding).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private List<Map<String, String>> fundings() {
    return rig.results().stream().filter(one -> "funding".equals(one.get("source"))).toList();
  }

  @Test
  void assets_areKeptApart_andSummedInUsd() {
    rig.control("POST", "/paper/assets?margin=BNFCR&bnb=true");
    rig.control("POST", "/paper/transfer?asset=BNB&amount=1");
    start();
    open(BTC, "BUY", "0.01", "stop_loss", "99000");
    rig.control("POST", "/paper/funding?rate=0.0001&now=true");
    awaitFunding(BTC, "-0.1");
    assertThat(rig.position(BTC)).containsEntry("funding_assets", "BNFCR:-0.1");
    closeAll(BTC, "by_test");
    ClosedPosition closed = awaitClosed(BTC);
    // 0.4 USD a side, a tenth cheaper, at 600 a BNB
    assertThat(closed.commissionAssets()).hasToString("BNB:0.0012");
    assertThat(closed.commission()).isEqualByComparingTo("0.72");
    assertThat(closed.fundingAssets()).hasToString("BNFCR:-0.1");
  }

  @Test
  void feeWhosePriceIsNotToBeHad_isBookedLater_once() {
    rig.control("POST", "/paper/assets?bnb=true");
    rig.control("POST", "/paper/transfer?asset=BNB&amount=1");
    rig.fault("GET /fapi/v1/markPriceKlines", "status_503_failed", "times", "1000");
    start();
    open(BTC, "BUY", "0.01", "stop_loss", "99000");
    closeAll(BTC, "by_test");
    ClosedPosition closed = awaitClosed(BTC);
    assertThat(closed.commission()).isEqualByComparingTo("0");
    assertThat(closed.commissionAssets()).hasToString("BNB:0.0012");
    assertThat(rig.probe.hash(rig.names.applyUnpriced())).hasSize(2);
    rig.heal();
    rig.stop(); // whoever comes next does not wait as long for the next question
    start();
    rig.probe.await(
        "priced",
        () -> closed().getFirst().commission().compareTo(new BigDecimal("0.72")) == 0,
        SOON);
    rig.probe.await(
        "nothing owed", () -> rig.probe.hash(rig.names.applyUnpriced()).isEmpty(), SOON);
    assertThat(rig.price(BNB)).isNotEmpty();
    assertThat(closed()).hasSize(1);
    assertThat(closed().getFirst().commissionAssets()).hasToString("BNB:0.0012");
    BigDecimal told =
        rig.results().stream()
            .map(one -> new BigDecimal(one.getOrDefault("commission", "0")))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    assertThat(told).isEqualByComparingTo("0.72");
  }
}
