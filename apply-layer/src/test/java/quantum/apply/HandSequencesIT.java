package quantum.apply;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Random sequences of halts, pauses, flattens, closes, hands, modes and failures: a halted account
 * opens nothing, a flattened one is flat and has no order of ours, a paused symbol is untouched
 * apart from its stop, and a mode that forbids orders never has one.
 *
 * <p>{@code -Dhand.sequences=1000 -Dhand.seed=1 -Dhand.parallel=8}; with one sequence the seed that
 * a failure names is that sequence again.
 */
class HandSequencesIT {
  private static final int SEQUENCES = Integer.getInteger("hand.sequences", 6);
  private static final int PARALLEL = Integer.getInteger("hand.parallel", 6);
  private static final int STEPS = Integer.getInteger("hand.steps", 8);
  private static final long SEED = Long.getLong("hand.seed", System.nanoTime() % 1_000_000_000L);

  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final Level level = root.getLevel();

  @TempDir Path folder;

  @BeforeEach
  void quiet() {
    root.setLevel(Level.toLevel(System.getProperty("hand.log"), Level.OFF));
  }

  @AfterEach
  void loud() {
    root.setLevel(level);
  }

  @Test
  void anySequence_holdsBackWhatIsHeldBack_andEndsFlat() throws Exception {
    System.out.println("hand.seed=" + SEED + " hand.sequences=" + SEQUENCES);
    List<String> failures = new ArrayList<>();
    List<Future<List<String>>> runs = new ArrayList<>();
    try (ExecutorService workers = Executors.newFixedThreadPool(PARALLEL)) {
      for (int i = 0; i < SEQUENCES; i++) {
        long seed = SEED + i;
        Path own = Files.createDirectory(folder.resolve("run" + i));
        runs.add(workers.submit(() -> new HandRun(seed, own).run(STEPS)));
      }
      for (int i = 0; i < SEQUENCES; i++) {
        List<String> wrong = runs.get(i).get();
        if (!wrong.isEmpty()) {
          String told = "hand.seed=" + (SEED + i) + ": " + String.join("\n  ", wrong);
          System.out.println(told);
          failures.add(told);
        }
        if ((i + 1) % 50 == 0) {
          System.out.println((i + 1) + " sequences, " + failures.size() + " failed");
        }
      }
    }
    assertThat(failures).isEmpty();
  }
}
