package quantum.kernel.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The kernel against every {@code *.jsonl} in the folder of system property {@code vectors.dir}
 * (default: the copies in the test resources). A relative folder is looked for where maven was
 * started, then in the module. Numbers match to the relative tolerance of {@link VectorKind}:
 * 1e-12, for market-state 1e-7; actions and codes exactly.
 */
class GoldenVectorTest {
  private static final String LEVELS_LINE =
      """
      {"in": {"leverage": 4}, "out": {"T1_R": %s, "T2_R": 2.0, "T3_R": 3.0, "lock_R": 0.75, \
      "be_plus_pct": 0.002, "kill_threshold": 0.6}}
      """;

  @TestFactory
  Stream<DynamicTest> kernel_everyVectorFile_matches() {
    return files().stream()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    file.getFileName().toString(), () -> GoldenVectors.check(file)));
  }

  @Test
  void shippedVectors_allKinds_arePresent() {
    List<VectorKind> kinds =
        GoldenVectors.files(shipped()).stream()
            .map(file -> VectorKind.ofFile(file.getFileName().toString()))
            .toList();
    assertThat(kinds).containsExactlyInAnyOrder(VectorKind.values());
  }

  @Test
  void vectors_fileOfUnknownKind_failsNamingIt(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("x-moon-phase.jsonl"), "{}\n");
    assertThatThrownBy(() -> GoldenVectors.check(file))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("x-moon-phase.jsonl");
  }

  @Test
  void vectors_emptyFolder_fails(@TempDir Path folder) {
    assertThatThrownBy(() -> GoldenVectors.files(folder)).isInstanceOf(AssertionError.class);
  }

  @Test
  void vectors_emptyFile_fails(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("harvest-kernel.jsonl"), "\n");
    assertThatThrownBy(() -> GoldenVectors.check(file)).hasMessageContaining("no vectors");
  }

  @Test
  void vectors_numberOffByMoreThanTolerance_failsNamingFileAndLine(@TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("x-leverage-scaled-targets.jsonl");
    Files.writeString(file, LEVELS_LINE.formatted("1.0") + LEVELS_LINE.formatted("1.00000000001"));
    assertThatThrownBy(() -> GoldenVectors.check(file))
        .hasMessageContaining("x-leverage-scaled-targets.jsonl line 2")
        .hasMessageContaining("T1_R");
  }

  @Test
  void vectors_partialThetaWithLockModeAndBias_areHonoured(@TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("y-harvest-kernel.jsonl");
    // R_net 2.45; r_lock 100·(1 + 1.5·0.02); K = sigmoid(−1) in a market without any component
    Files.writeString(
        file,
        """
        {"in": {"position": {"symbol": "T", "side": "BUY", "entry_price": 100, \
        "current_price": 105, "peak_price": 105, "trough_price": 100, "age_sec": 0, \
        "unrealized_pnl": 5, "current_sl": null, "current_tp": null}, "market": {"sigma": 0.01, \
        "ts": 0.35, "p_trend": 0.5, "p_mr": 0.3, "p_chop": 0.2}, "stop_dist_pct": 0.02, \
        "theta": {"lock_mode": "r_lock", "k_bias": -1}}, "out": {"harvest_action": "PARTIAL_25", \
        "new_sl_proposed": 103.0, "R_net": 2.45, "risk_unit": 2.0, "cost_est": 0.1, \
        "kill_score": 0.2689414213699951, "reason_codes": ["harvest_partial_25", "profit_lock"], \
        "k_components": {"regime_flip": 0.0, "sigma_spike": 0.0, "ts_drop": 0.0, \
        "age_penalty": 0.0}, "tranche_weights": [0.3333333333333333, 0.3333333333333333, \
        0.3333333333333333]}}
        """);
    assertThatCode(() -> GoldenVectors.check(file)).doesNotThrowAnyException();
  }

  /** The files that are asked for. */
  static List<Path> files() {
    return GoldenVectors.files(folder());
  }

  private static Path folder() {
    String asked = System.getProperty("vectors.dir");
    if (asked == null || asked.isBlank()) {
      return shipped();
    }
    Path fromStart = Path.of(System.getProperty("started.dir", "")).resolve(asked);
    return Files.isDirectory(fromStart) ? fromStart : Path.of(asked);
  }

  private static Path shipped() {
    URL shipped = GoldenVectorTest.class.getResource("/golden");
    assertThat(shipped).as("golden vectors among the test resources").isNotNull();
    return Path.of(URI.create(shipped.toString()));
  }
}
