package quantum.account.hand;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The machine's journal: what was done by hand is to be found beside what the services say. */
public final class Journal {
  private static final Path SOCKET = Path.of("/dev/log");
  private static final String TAG = "quantum";

  private Journal() {}

  /** One line under the tag {@code quantum}; where there is no journal, nothing. */
  public static void say(String line) {
    if (!Files.exists(SOCKET)) {
      return;
    }
    try {
      new ProcessBuilder("logger", "-t", TAG, "--", line.replaceAll("\\p{Cntrl}+", " "))
          .redirectInput(new File("/dev/null"))
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      // without the program there is no line; what was done stands in Redis
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
