package quantum.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quantum.account.judge.Finding;
import quantum.account.snapshot.SuiteService;

class SettingsCheckTest {
  @TempDir private Path folder;
  @TempDir private Path shipped;

  private List<String> said(SuiteService service, Finding.Verdict verdict) throws IOException {
    return new SettingsCheck(shipped, folder)
        .findings(service).stream()
            .filter(it -> it.verdict() == verdict)
            .map(Finding::says)
            .toList();
  }

  private void file(String name, String... lines) throws IOException {
    Files.write(folder.resolve(name), List.of(lines));
  }

  @Test
  void valueThatIsNotAllowed_isSaidAsTheServiceWouldSayIt() throws IOException {
    file("harvest-brain.env", "HARVEST_MIN_R=much", "HARVEST_MODE=live");

    assertThat(said(SuiteService.HARVEST_BRAIN, Finding.Verdict.FAIL))
        .singleElement()
        .satisfies(text -> assertThat(text).startsWith("HARVEST_MIN_R is 'much', allowed is"));
  }

  /** As the unit reads them: what the operator says goes before what is shipped. */
  @Test
  void shippedLines_countWhereTheOperatorSaysNothing_andPracticeGoesBeforeBoth()
      throws IOException {
    Files.writeString(
        shipped.resolve("harvest-brain.env"), "HARVEST_MIN_R=0.7\nHARVEST_MODE=shadow\n");
    file("harvest-brain.env", "HARVEST_MODE=live");
    assertThat(values()).contains("HARVEST_MIN_R=0.7", "HARVEST_MODE=live");

    Files.createDirectories(folder.resolve("practice"));
    file("practice/harvest-brain.env", "HARVEST_MODE=shadow", "HARVEST_MIN_R=odd");
    assertThat(values()).contains("HARVEST_MODE=shadow");
    assertThat(said(SuiteService.HARVEST_BRAIN, Finding.Verdict.FAIL))
        .singleElement()
        .satisfies(text -> assertThat(text).startsWith("HARVEST_MIN_R is 'odd', allowed is"));
  }

  private List<String> values() throws IOException {
    return new SettingsCheck(shipped, folder)
        .judged(SuiteService.HARVEST_BRAIN).orElseThrow().known().stream()
            .map(known -> known.name() + "=" + known.value())
            .toList();
  }

  @Test
  void typoOutsideThePrefix_isNamedWithWhatWasMeant() throws IOException {
    file("marketstate.env", "SYMBLOS=BTCUSDT", "REDIS_ULR=redis://x", "SOMETHING=else", "TZ=UTC");

    assertThat(said(SuiteService.MARKET_STATE, Finding.Verdict.FAIL))
        .containsExactly(
            "SYMBLOS is no setting; did you mean SYMBOLS?",
            "REDIS_ULR is no setting; did you mean REDIS_URL?");
    assertThat(said(SuiteService.MARKET_STATE, Finding.Verdict.WARN))
        .containsExactly("SOMETHING is no setting of market-state");
  }

  @Test
  void linesThatSystemdDoesNotRead_areNamed() throws IOException {
    file(
        "intent-bridge.env",
        "# a comment",
        "export INTENT_BRIDGE_ALLOWLIST=BTCUSDT",
        "nonsense",
        "ENTRY_MAX_AGE_SEC=60",
        "ENTRY_MAX_AGE_SEC=\"61\"");

    assertThat(said(SuiteService.INTENT_BRIDGE, Finding.Verdict.FAIL))
        .containsExactly(
            "intent-bridge.env line 2: 'export' is the shell's, systemd does not read this line;"
                + " write INTENT_BRIDGE_ALLOWLIST=…",
            "intent-bridge.env line 3 is no NAME=VALUE and is not read",
            "intent-bridge.env line 5: ENTRY_MAX_AGE_SEC is set again, the last one counts");
  }

  @Test
  void credentials_countAsSet_andAreNotShown() throws IOException {
    file("apply-layer.env", "VENUE_REST_URL=http://127.0.0.1:1");
    assertThat(said(SuiteService.APPLY_LAYER, Finding.Verdict.FAIL)).hasSize(2);

    Path credentials = Files.createDirectories(folder.resolve("credentials/apply-layer"));
    Files.writeString(credentials.resolve("BINANCE_API_KEY"), "hunter2");
    Files.writeString(credentials.resolve("BINANCE_API_SECRET"), "hunter3");

    assertThat(said(SuiteService.APPLY_LAYER, Finding.Verdict.FAIL)).isEmpty();
    assertThat(new SettingsCheck(shipped, folder).judged(SuiteService.APPLY_LAYER).toString())
        .doesNotContain("hunter");
  }

  @Test
  void theShippedFiles_areRightButForWhatOnlyTheirOwnerKnows() throws IOException {
    shipped = Path.of("").toAbsolutePath().resolveSibling("deploy/env");
    for (SuiteService service : SuiteService.values()) {
      assertThat(new SettingsCheck(shipped, folder).findings(service))
          .filteredOn(it -> it.verdict() == Finding.Verdict.FAIL)
          .allSatisfy(it -> assertThat(it.says()).contains("is not set"));
    }
  }
}
