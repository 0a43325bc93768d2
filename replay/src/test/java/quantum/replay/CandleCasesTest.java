package quantum.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Files and entries that other backtesters stumbled over, by the command as it is typed. */
class CandleCasesTest {
  private static final String MINUTES = "near65000/BTCUSDT-1m.csv";

  @TempDir private Path folder;

  @Test
  void entryThatTheMarginDoesNotBear_isRejected() {
    LabRun run = LabRun.onCase(MINUTES, "40_margin.json");

    assertThat(run.actions()).containsExactly("REJECTED");
    assertThat(run.decisions().getFirst().get("reason").asString())
        .isEqualTo("-2019 Margin is insufficient.");
    assertThat(run.totals().get("refused").asInt()).isOne();
    assertThat(run.code()).isOne();
  }

  private LabRun withEntry(String entry) throws Exception {
    Path file = folder.resolve("e.json");
    Files.writeString(
        file,
        "[{\"symbol\": \"BTCUSDT\", \"side\": \"LONG\", \"at\": 1714521660000, " + entry + "}]",
        StandardCharsets.UTF_8);
    return LabRun.of(
        "--kill",
        "off",
        "--prices",
        LabRun.candles().resolve(MINUTES).toString(),
        "--entries",
        file.toString());
  }

  private static void refused(LabRun run, String action, String reason) {
    assertThat(run.actions()).containsExactly(action);
    assertThat(run.decisions().getFirst().get("reason").asString()).contains(reason);
    assertThat(run.totals().get("refused").asInt()).isOne();
    assertThat(run.code()).isOne();
  }

  @Test
  void entryThatTheExchangeOrAGateRefuses_isShownWithItsReason() throws Exception {
    refused(
        withEntry("\"leverage\": 200, \"stop_loss\": 64000, \"qty\": 1"),
        "REJECTED",
        "-4028 Leverage `200` is not valid");
    refused(
        withEntry("\"leverage\": 125, \"stop_loss\": 64000, \"position_usd\": 90000"),
        "REJECTED",
        "-2027 Exceeded the maximum allowable position at current leverage.");
    refused(
        withEntry("\"leverage\": 5, \"stop_loss\": 64000, \"qty\": \"0.001\""),
        "REJECTED",
        "-4164");
    refused(
        withEntry("\"leverage\": 5, \"stop_loss\": 64000, \"qty\": \"0.0001\""),
        "SKIP_INPUTS",
        "qty 0.0001 is below the least order");
    refused(withEntry("\"leverage\": 5, \"stop_loss\": 66000, \"qty\": 1"), "REFUSED", "stop_loss");
  }

  @Test
  void ruin_isLiquidated_andLosesNoMoreThanThereIs() {
    LabRun run = LabRun.onCase(MINUTES, "41_liq.json");

    assertThat(run.actions()).containsExactly("ENTRY", "LIQUIDATED");
    // 96.153 · (65 000 − LP) − fee is what is left above 0.5 % maintenance of 96.153 · LP
    assertThat(run.story().getLast()).isEqualTo("LIQUIDATED@64314*96.153");
    assertThat(run.summary().get("exit_reason").asString()).isEqualTo("LIQUIDATED");
    assertThat(run.summary().get("realized_pnl").decimalValue().doubleValue())
        .isBetween(-100_000.0, 0.0);
    assertThat(run.totals().get("liquidated").asInt()).isOne();
  }

  @Test
  void marketThatOpensFarBehindTheLiquidation_takesNoMoreThanThereIs() {
    LabRun run = LabRun.onCase("crash/BTCUSDT-1m.csv", "41_liq.json");

    assertThat(run.story()).containsExactly("ENTRY@65000*96.153", "LIQUIDATED@37000*96.153");
    assertThat(run.summary().get("realized_pnl").decimalValue()).isEqualByComparingTo("-100000");
  }

  @Test
  void entryBehindTheEnd_isRefused() {
    LabRun run = LabRun.onCase(MINUTES, "42_after_end.json");

    assertThat(run.actions()).containsExactly("ENTRY", "EXCHANGE_STOP", "REFUSED");
    assertThat(run.code()).isOne();
  }

  @Test
  void entryInAnOutage_isRefused_andTheHoleIsTold() {
    LabRun run = LabRun.onCase("gap-2h-BTCUSDT-1m.csv", "04_in_gap.json");

    assertThat(run.actions()).containsExactly("REFUSED");
    assertThat(run.decisions().getFirst().get("reason").asString())
        .contains("entry_price")
        .contains("no price younger than 30 s");
    JsonNode data = run.all("data").getFirst();
    assertThat(data.get("missing").asInt()).isEqualTo(120);
    assertThat(data.get("longest_gap_ms").asLong()).isEqualTo(7_200_000);
    assertThat(run.code()).isOne();
  }

  @Test
  void positionOpenAtALongHole_isValuedBeforeIt_andAtAShortOneIsHeld() {
    LabRun run = LabRun.onCase("gap-2h-BTCUSDT-1m.csv", "il.json");
    assertThat(run.story()).containsExactly("ENTRY@100*1", "DATA_GAP@100*1");
    assertThat(run.summary().get("exit_reason").asString()).isEqualTo("DATA_GAP");
    assertThat(run.code()).isOne();

    LabRun held = LabRun.onCase("gap-2h-BTCUSDT-1m.csv", "il.json", "--max-gap", "120");
    assertThat(held.story()).containsExactly("ENTRY@100*1", "EXCHANGE_STOP@80*1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"c1_order", "c2_jesse"})
  void columns_areReadByTheirNames(String prices) {
    LabRun run = LabRun.onCase(prices, "e_long.json");

    assertThat(run.story())
        .startsWith("ENTRY@100*1", "PROFIT_LOCK_SL@103.1", "PARTIAL_25@104.2*0.25")
        .endsWith("DATA_END@109.9*0.375");
  }

  @Test
  void seconds_areReadAsSeconds() {
    LabRun run = LabRun.onCase("sec", "", "--every", "1");

    JsonNode data = run.all("data").getFirst();
    assertThat(data.get("first_ms").asLong()).isEqualTo(1_699_200_000_000L);
    assertThat(data.get("interval_ms").asLong()).isEqualTo(3_600_000);
    assertThat(run.decisions().getFirst().get("time_ms").asLong()).isEqualTo(1_699_200_000_000L);
  }

  @Test
  void zipAndUpperCase_areRead() {
    JsonNode data = LabRun.onCase("z2_mixed", "", "--every", "1").all("data").getFirst();

    assertThat(data.get("bars").asInt()).isEqualTo(240);
    assertThat(data.get("missing").asInt()).isZero();
  }

  @Test
  void lateBar_isNamed_andTheBarsStayMinutes() {
    LabRun run = LabRun.onCase("t5_one_offset", "", "--every", "1");

    assertThat(run.all("data").getFirst().get("interval_ms").asInt()).isEqualTo(60_000);
    assertThat(run.all("note"))
        .extracting(JsonNode::asString)
        .anySatisfy(note -> assertThat(note).contains("2024-05-01T00:30:00.007Z").contains("late"));
    assertThat(run.err()).isEmpty();
  }

  @Test
  void dailyFile_fillsTheHoleOfItsMonth() {
    LabRun run = LabRun.onCase("m253", "m253.json");

    assertThat(run.all("data").getFirst().get("missing").asInt()).isZero();
    assertThat(run.all("data").getFirst().get("bars").asInt()).isEqualTo(72);
    assertThat(run.actions()).containsExactly("ENTRY", "DATA_END");
  }

  @Test
  void twoMarketsOfOneCoin_areTwoSymbols() {
    LabRun run = LabRun.onCase("n11_two", "eth.json");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("symbol=ETH").contains("ETHBTC").contains("ETHUSDT");
  }

  @Test
  void fileThatIsNotThere_isSaidToBeSo() {
    LabRun run = LabRun.of("--prices", "nope.csv", "--every", "1");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).isEqualTo("nope.csv does not exist\n");
  }

  @Test
  void funding_isPaidByLongWhileItHolds() throws Exception {
    Path rates =
        Files.writeString(
            folder.resolve("BTCUSDT-funding.csv"),
            "calc_time,funding_interval_hours,last_funding_rate\n1714521900000,8,0.001\n");
    LabRun run = LabRun.onCase("tenbars", "tenbars/e.json", "--funding", rates.toString());

    // 0.281 · … are sold before; 0.094 are left at 112.5 when the sixth bar opens
    assertThat(run.summary().get("funding").decimalValue()).isEqualByComparingTo("-0.010575");
    assertThat(run.summary().get("realized_pnl").decimalValue()).isEqualByComparingTo("7.3920718");
  }

  @Test
  void slippageAndFees_makeEachFillWorse() {
    LabRun run =
        LabRun.onCase("tenbars", "tenbars/e.json", "--slippage-bps", "10", "--fee-bps", "0");

    assertThat(run.story().getFirst()).isEqualTo("ENTRY@100.1*1");
    assertThat(run.story().getLast()).startsWith("EXCHANGE_STOP@100.");
    assertThat(run.all("assumptions").getFirst().get("slippage_bps").asString()).isEqualTo("10");
  }

  @Test
  void settings_areGivenByTheServicesNames() {
    LabRun run =
        LabRun.onCase(
            "tenbars",
            "tenbars/e.json",
            "--set",
            "HARVEST_QTY_BASIS=initial",
            "--set",
            "HARVEST_THETA=T1_R=2.5");

    assertThat(run.story()).contains("PARTIAL_25@105.1*0.25", "PARTIAL_75@108.1*0.5");

    LabRun unknown = LabRun.onCase("tenbars", "tenbars/e.json", "--set", "HARVEST_NONSENSE=1");
    assertThat(unknown.code()).isEqualTo(64);
    assertThat(unknown.err()).contains("HARVEST_NONSENSE");
  }

  @Test
  void fromAndTo_cutEntriesAndPrices() {
    LabRun run =
        LabRun.onCase(
            "z2_mixed",
            "",
            "--every",
            "1",
            "--from",
            "2024-01-01T01:00Z",
            "--to",
            "2024-01-01 03:00");

    assertThat(run.decisions().getFirst().get("time_ms").asLong()).isEqualTo(1_704_070_800_000L);
    assertThat(run.summary().get("last_ms").asLong()).isEqualTo(1_704_077_999_999L);
  }

  @Test
  void stopMove_isNotAskedOfAPriceBeforeIt_onAFlatMarket() {
    LabRun run = LabRun.onCase("i4_wick", "il.json", "--set", "HARVEST_POLICY=ladder");

    assertThat(run.actions()).startsWith("ENTRY", "MOVE_SL_BREAKEVEN");
    assertThat(run.summary().get("exit_reason").asString()).isEqualTo("EXCHANGE_STOP");
  }
}
