package quantum.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/**
 * A {@code systemctl} for scripts under test: it records its calls, and hands start, stop and
 * restart of a unit to the test, which does it to the real process.
 */
final class Systemctl implements AutoCloseable {
  private static final String SCRIPT =
      """
      #!/usr/bin/env bash
      cd "$(dirname "${BASH_SOURCE[0]}")"
      echo "$*" >>calls
      case $1 in
        is-system-running) echo running ;;
        is-active)
          unit=${*: -1}
          if [ -e "active/$unit" ]; then echo active; else echo inactive; exit 3; fi
          ;;
        start | stop | restart)
          id=$$
          echo "$1 $2" >"new.$id"
          mv "new.$id" "ask.$id"
          while [ ! -s "done.$id" ]; do sleep 0.02; done
          code=$(cat "done.$id")
          if [ "$1" = stop ]; then
            rm -f "active/$2"
          elif [ "$code" = 0 ]; then
            touch "active/$2"
          fi
          exit "$code"
          ;;
      esac
      """;

  private final Path folder;
  private final BiPredicate<String, String> act;
  private final Thread thread;
  private volatile boolean closed;

  /**
   * @param act does what is asked (start, stop, restart) to the unit; false if that failed
   */
  Systemctl(Path folder, BiPredicate<String, String> act) {
    this.folder = folder;
    this.act = act;
    try {
      Files.createDirectories(folder.resolve("active"));
      Path script = Files.writeString(folder.resolve("systemctl"), SCRIPT);
      script.toFile().setExecutable(true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread = Thread.ofPlatform().daemon().name("systemctl").start(this::serve);
  }

  Systemctl active(String unit) {
    try {
      Files.writeString(folder.resolve("active").resolve(unit), "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** Its folder, to be put before PATH. */
  Path folder() {
    return folder;
  }

  /** Starts and stops so far, in their order. */
  List<String> actions() {
    try {
      Path calls = folder.resolve("calls");
      return !Files.exists(calls)
          ? List.of()
          : Files.readAllLines(calls).stream()
              .filter(call -> call.matches("(start|stop|restart) .*"))
              .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void serve() {
    while (!closed) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path ask : files.filter(f -> f.getFileName().toString().startsWith("ask.")).toList()) {
          String[] words = Files.readString(ask).strip().split(" ");
          Files.delete(ask);
          boolean done = act.test(words[0], words[1]);
          String answer = ask.getFileName().toString().replace("ask.", "done.");
          Files.writeString(folder.resolve(answer), done ? "0" : "1");
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
