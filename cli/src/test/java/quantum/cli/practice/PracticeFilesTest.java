package quantum.cli.practice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder instead of {@code /}, as the package would leave it. */
class PracticeFilesTest {
  private static final PracticePlan RECORDED =
      PracticePlan.recorded("/prices", 1_770_000_000_000L, PracticeEntry.RECORDED);

  @TempDir private Path root;
  private PlacedFiles files;
  private Grounds grounds;

  @BeforeEach
  void install() throws IOException {
    files = new PlacedFiles(root);
    grounds = new Grounds(root);
    write("opt/quantum/bin/quantum-paper-exchange", "").toFile().setExecutable(true);
    write("etc/quantum/apply-layer.env", "# mine\nAPPLY_MAX_POSITIONS=3\n");
    write("etc/quantum/credentials/apply-layer/BINANCE_API_KEY", "paper-1");
    write("etc/quantum/credentials/paper-exchange/PAPER_API_KEY", "paper-1");
  }

  private Path write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private Map<String, String> tree() throws IOException {
    Map<String, String> tree = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.toList()) {
        tree.put(
            root.relativize(path).toString(),
            Files.isDirectory(path) ? "" : Files.readString(path));
      }
    }
    return tree;
  }

  @Test
  void off_leavesEverythingAsItWas() throws IOException {
    Map<String, String> before = tree();
    for (PracticePlan plan :
        List.of(
            RECORDED,
            PracticePlan.live(
                URI.create("https://x.example"),
                URI.create("wss://x.example"),
                PracticeEntry.LIVE))) {
      files.place(plan);
      files.note("before", "quantum-exitbrain");
      write("var/lib/quantum/practice/A.csv", "1");
      write("var/lib/quantum/paper-exchange/practice/journal", "1");
      assertThat(files.arePlaced()).isTrue();
      assertThat(files.noted("before")).containsExactly("quantum-exitbrain");

      files.remove();
      // folders of the package, which are there with it
      before.putIfAbsent("etc/systemd", "");
      before.putIfAbsent("etc/systemd/system", "");
      before.putIfAbsent("var", "");
      before.putIfAbsent("var/lib", "");
      before.putIfAbsent("var/lib/quantum", "");
      before.putIfAbsent("var/lib/quantum/paper-exchange", "");
      Map<String, String> after = tree();
      after.keySet().forEach(path -> assertThat(before).containsKey(path));
      assertThat(after).containsAllEntriesOf(withoutFolders(before));
    }
  }

  private static Map<String, String> withoutFolders(Map<String, String> tree) {
    Map<String, String> files = new TreeMap<>(tree);
    files.values().removeIf(String::isEmpty);
    return files;
  }

  @Test
  void off_keepsADropInOfTheOperator() throws IOException {
    Path own = write("etc/systemd/system/quantum-paper-exchange.service.d/own.conf", "[Service]\n");
    files.place(
        PracticePlan.live(URI.create("https://x"), URI.create("wss://x"), PracticeEntry.LIVE));
    files.remove();
    assertThat(own).exists();
  }

  @Test
  void shown_isExactlyWhatIsWritten() throws IOException {
    files.place(RECORDED);
    List<String> shown = PlacedFiles.shown(RECORDED);
    for (String file : RECORDED.files().keySet()) {
      assertThat(shown).contains("+ /" + file);
      Files.readAllLines(root.resolve(file)).stream()
          .filter(line -> !line.startsWith("#"))
          .forEach(line -> assertThat(shown).contains("    " + line));
    }
  }

  @Test
  void plan_tradesOnThisMachineOnly_withKeysOfItsOwn() {
    assertThat(RECORDED.files().get("etc/quantum/practice/apply-layer.env"))
        .contains("VENUE=paper\n")
        .contains("VENUE_REST_URL=http://127.0.0.1:8890\n");
    RECORDED
        .files()
        .forEach(
            (file, text) -> {
              if (!file.contains("paper-exchange")) {
                assertThat(text).as(file).contains("QUANTUM_NAMESPACE=practice\n");
              }
            });
  }

  @Test
  void grounds_ofSomebodyWhoTrades_areRefused() throws Exception {
    grounds.look();
    write("etc/quantum/apply-layer.env", "VENUE=binance\n");
    refused("VENUE=binance");
    write("etc/quantum/apply-layer.env", "");
    write("etc/quantum/credentials/apply-layer/BINANCE_API_KEY", "a real one");
    refused("not those of the paper exchange");
    write("etc/quantum/credentials/apply-layer/BINANCE_API_KEY", "paper-1");
    write("etc/quantum/credentials/exitbrain/REDIS_URL", "redis://x");
    refused("Redis users of their own");
  }

  @Test
  void grounds_withoutThePackage_nameTheDemo() throws IOException {
    Files.delete(root.resolve("opt/quantum/bin/quantum-paper-exchange"));
    refused("ops/demo.sh");
  }

  private void refused(String reason) {
    assertThatExceptionOfType(CannotPractise.class)
        .isThrownBy(grounds::look)
        .withMessageContaining(reason);
  }

  @Test
  void prices_areMoved_soThatTheRecordedStartIsNow() throws IOException {
    Path from = root.resolve("from");
    Files.createDirectories(from);
    long start = MovedPrices.RECORDED_START.toEpochMilli();
    try (OutputStream gzip =
        new GZIPOutputStream(Files.newOutputStream(from.resolve("AUSDT-1m.csv.gz")))) {
      gzip.write(
          ("open_time,open\n" + (start - 60_000) + ",1.5,x\n" + start + ",2.5,y\n")
              .getBytes(StandardCharsets.UTF_8));
    }
    MovedPrices.write(from, root.resolve("to"), 1_770_000_000_000L);
    assertThat(root.resolve("to/AUSDT-1m.csv"))
        .hasContent("open_time,open\n1769999940000,1.5,x\n1770000000000,2.5,y\n");
    assertThat(MovedPrices.presentMinute(1_770_000_059_999L)).isEqualTo(1_770_000_000_000L);
  }
}
