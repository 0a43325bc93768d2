package quantum.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ops/release.sh on a folder instead of {@code /}, where no unit is active. */
class ReleaseTest {
  private static final Path SCRIPT = Path.of("../ops/release.sh").toAbsolutePath().normalize();

  @TempDir private Path root;

  private record Said(int exitCode, String text) {}

  @BeforeEach
  void install() throws IOException {
    release(root, "1", "old");
  }

  @Test
  void backupAndRollback_bringFilesUnitsAndTimesBack() throws Exception {
    Path jar = root.resolve("opt/quantum/lib/a.jar");
    FileTime time = Files.getLastModifiedTime(jar);

    assertThat(run("backup").exitCode()).isZero();
    Files.delete(jar); // as dpkg does: a new file takes the name
    release(root, "2", "new");
    Files.writeString(root.resolve("opt/quantum/lib/b.jar"), "only in 2");
    Said said = run("rollback");

    assertThat(said.exitCode()).isZero();
    assertThat(said.text()).contains("1 is back").contains("2 lies in");
    assertThat(root.resolve("opt/quantum/VERSION")).hasContent("1");
    assertThat(jar).hasContent("old");
    assertThat(Files.getLastModifiedTime(jar)).isEqualTo(time);
    assertThat(root.resolve("opt/quantum/lib/b.jar")).doesNotExist();
    assertThat(root.resolve("opt/quantum/NOT_TAKEN")).hasContent("2");
    assertThat(unit()).hasContent("old");
    assertThat(root.resolve("opt/quantum.failed/VERSION")).hasContent("2");
  }

  @Test
  void rollback_twice_isTheSameRelease() throws Exception {
    run("backup");
    release(root, "2", "new");

    run("rollback");
    Said again = run("rollback");

    assertThat(again.exitCode()).isZero();
    assertThat(root.resolve("opt/quantum/VERSION")).hasContent("1");
  }

  @Test
  void rollback_withoutBackup_changesNothing() throws Exception {
    Said said = run("rollback");

    assertThat(said.exitCode()).isEqualTo(3);
    assertThat(root.resolve("opt/quantum/VERSION")).hasContent("1");
  }

  @Test
  void prepare_pairsApplyLayerWithThePaperExchange_once() throws Exception {
    for (String name : List.of("paper-exchange", "apply-layer")) {
      write(root.resolve("opt/quantum/env/" + name + ".env"), "#A=1\n");
    }
    Path credentials = root.resolve("etc/quantum/credentials");
    Path secret = credentials.resolve("apply-layer/BINANCE_API_SECRET");

    assertThat(run("prepare").exitCode()).isZero();
    String first = Files.readString(secret);
    assertThat(run("prepare").exitCode()).isZero();

    assertThat(first).matches("paper-[0-9a-f]{32}");
    assertThat(secret).hasContent(first);
    assertThat(credentials.resolve("paper-exchange/PAPER_API_SECRET")).hasContent(first);
    assertThat(credentials.resolve("paper-exchange/PAPER_API_KEY"))
        .hasSameTextualContentAs(credentials.resolve("apply-layer/BINANCE_API_KEY"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
        .isEqualTo("rw-------");
  }

  @Test
  void prepare_withKeysInTheEnvFile_doesNotOverruleThem() throws Exception {
    write(root.resolve("opt/quantum/env/paper-exchange.env"), "#A=1\n");
    write(root.resolve("opt/quantum/env/apply-layer.env"), "#A=1\n");
    write(root.resolve("etc/quantum/apply-layer.env"), "BINANCE_API_KEY=mine\n");

    assertThat(run("prepare").exitCode()).isZero();

    assertThat(root.resolve("etc/quantum/credentials/apply-layer")).isEmptyDirectory();
    assertThat(root.resolve("etc/quantum/credentials/paper-exchange")).isEmptyDirectory();
  }

  @Test
  void install_ofAnArchive_replacesDefaults_andNeverTouchesTheOperatorsLines(@TempDir Path archive)
      throws Exception {
    release(archive, "2", "new");
    write(archive.resolve("opt/quantum/env/exitbrain.env"), "#A=2\n");
    write(archive.resolve("usr/bin/quantum"), "the command");
    Path mine = write(root.resolve("etc/quantum/harvest-brain.env"), "HARVEST_MODE=live\n");

    Said said = run("install", archive.toString());

    assertThat(said.exitCode()).as(said.text()).isZero();
    assertThat(root.resolve("opt/quantum/VERSION")).hasContent("2");
    assertThat(unit()).hasContent("new");
    assertThat(mine).hasContent("HARVEST_MODE=live");
    assertThat(root.resolve("opt/quantum/env/harvest-brain.env")).hasContent("new");
    assertThat(root.resolve("usr/bin/quantum")).hasContent("the command");
    assertThat(root.resolve("etc/quantum/exitbrain.env"))
        .content()
        .contains("/opt/quantum/env/exitbrain.env")
        .doesNotContainPattern("(?m)^[^#]");
    Path credentials = root.resolve("etc/quantum/credentials/harvest-brain");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(credentials)))
        .isEqualTo("rwx------");
    assertThat(root.resolve("opt/quantum.previous/VERSION")).hasContent("1");
  }

  @Test
  void install_ofSomethingElse_isRefused(@TempDir Path other) throws Exception {
    Said said = run("install", other.toString());

    assertThat(said.exitCode()).isEqualTo(2);
    assertThat(root.resolve("opt/quantum/VERSION")).hasContent("1");
  }

  @Test
  void wrongUse_isRefused() throws Exception {
    assertThat(run("restart", "everything").exitCode()).isEqualTo(2);
    assertThat(run("undo").exitCode()).isEqualTo(2);
    assertThat(run("--help").exitCode()).isZero();
  }

  private Path unit() {
    return root.resolve("usr/lib/systemd/system/quantum-harvest-brain.service");
  }

  private static void release(Path root, String version, String content) throws IOException {
    write(root.resolve("opt/quantum/VERSION"), version);
    write(root.resolve("opt/quantum/programs"), "quantum-harvest-brain service x.Main services\n");
    Path jar = write(root.resolve("opt/quantum/lib/a.jar"), content);
    Files.setLastModifiedTime(jar, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
    write(root.resolve("usr/lib/systemd/system/quantum-harvest-brain.service"), content);
    write(root.resolve("opt/quantum/env/harvest-brain.env"), content);
  }

  /** Under a new inode, as dpkg and tar write files. */
  private static Path write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.deleteIfExists(file);
    return Files.writeString(file, text);
  }

  private Said run(String... arguments) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(SCRIPT.toString()).redirectErrorStream(true);
    builder.command().addAll(java.util.List.of(arguments));
    builder.environment().put("QUANTUM_ROOT", root.toString());
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Said(process.waitFor(), text);
  }
}
