package quantum.cli.machine;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;

/**
 * The keys of a terminal as they are pressed, without Enter and without showing them. Closing gives
 * the terminal back as it was.
 */
public final class Keyboard implements AutoCloseable {
  private static final File TERMINAL = new File("/dev/tty");
  private static final long LOOK_MILLIS = 50;

  private final InputStream keys;

  private Keyboard(InputStream keys) {
    this.keys = keys;
  }

  /**
   * @throws IOException if there is no terminal
   */
  public static Keyboard open() throws IOException {
    stty("-icanon", "-echo");
    Runtime.getRuntime().addShutdownHook(new Thread(Keyboard::restore));
    return new Keyboard(new FileInputStream(TERMINAL));
  }

  /** Waits so long, or until the key was pressed. */
  public boolean isPressed(char key, long millis) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (System.nanoTime() < end) {
      while (keys.available() > 0) {
        if (Character.toLowerCase(keys.read()) == key) {
          return true;
        }
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    return false;
  }

  private static void stty(String... words) throws IOException {
    String[] command = new String[words.length + 1];
    command[0] = "stty";
    System.arraycopy(words, 0, command, 1, words.length);
    try {
      new ProcessBuilder(command)
          .redirectInput(TERMINAL)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void restore() {
    try {
      stty("icanon", "echo");
    } catch (IOException e) {
      // the terminal has gone: there is nothing to give back
    }
  }

  @Override
  public void close() throws IOException {
    restore();
    keys.close();
  }
}
