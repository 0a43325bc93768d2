package quantum.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassPathTest {
  @TempDir private Path folder;

  /** What is not there cannot be called, by whatever way. */
  @Test
  void backtest_needsNoRedisHttpServerOrNetty() throws Exception {
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(
                entry ->
                    !entry.matches(
                        ".*/(lettuce|netty|javalin|jetty|logback|reactor|kotlin)[^/]*\\.jar"))
            .collect(Collectors.joining(File.pathSeparator));
    assertThat(classPath).doesNotContain("lettuce").doesNotContain("netty-");
    Path out = folder.resolve("out");
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    classPath,
                    Replay.class.getName(),
                    "--prices",
                    LabRun.candles().resolve("tenbars").toString(),
                    "--entries",
                    LabRun.candles().resolve("tenbars/e.json").toString(),
                    "--json"))
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();

    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(out)).contains("EXCHANGE_STOP").doesNotContain("Exception");
    assertThat(process.exitValue()).isZero();
  }
}
