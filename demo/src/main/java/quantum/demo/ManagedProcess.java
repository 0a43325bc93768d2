package quantum.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One service as its own process, started again when it dies by itself or by a signal: what systemd
 * does on a server.
 */
final class ManagedProcess {
  private static final long RESTART_DELAY_MILLIS = 200;
  private static final int MAX_RESTARTS = 20;
  private static final int BAD_SETTINGS = 78;
  private static final long STOP_SECONDS = 5;
  private static final int TAIL = 20;

  private final String name;
  private final List<String> command;
  private final Map<String, String> environment;
  private final Path log;
  private final AtomicInteger restarts = new AtomicInteger();
  private volatile Process process;
  private volatile boolean stopping;

  ManagedProcess(String name, List<String> command, Map<String, String> environment, Path log) {
    this.name = name;
    this.command = command;
    this.environment = environment;
    this.log = log;
  }

  String name() {
    return name;
  }

  /** The last lines that it has written; empty before the first. */
  String endOfLog() {
    try {
      if (!Files.exists(log)) {
        return "";
      }
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int restarts() {
    return restarts.get();
  }

  long pid() {
    return process.pid();
  }

  /** From the next start on. */
  synchronized void set(String setting, String value) {
    environment.put(setting, value);
  }

  synchronized void start() {
    stopping = false;
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + name, e);
    }
    process.onExit().thenAccept(this::exited);
  }

  private void exited(Process ended) {
    // one that was told to stop and is started again meanwhile must not start a third one
    if (stopping || ended != process || ended.exitValue() == BAD_SETTINGS) {
      return;
    }
    if (restarts.incrementAndGet() > MAX_RESTARTS) {
      return;
    }
    try {
      TimeUnit.MILLISECONDS.sleep(RESTART_DELAY_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    synchronized (this) {
      if (!stopping && ended == process) {
        start();
      }
    }
  }

  /** Whether it gave up: bad settings, or it died too often. */
  boolean hasGivenUp() {
    Process current = process;
    return current != null
        && !current.isAlive()
        && (current.exitValue() == BAD_SETTINGS || restarts.get() > MAX_RESTARTS);
  }

  /**
   * @return its exit code; empty while it runs
   */
  OptionalInt exitCode() {
    Process current = process;
    return current.isAlive() ? OptionalInt.empty() : OptionalInt.of(current.exitValue());
  }

  /** SIGKILL: the process has no chance to finish anything. */
  void kill9() {
    process.destroyForcibly();
  }

  /** SIGKILL, and nobody starts it again. */
  synchronized void kill9ForGood() {
    stopping = true;
    process.destroyForcibly();
  }

  /** SIGTERM now; {@link #awaitStopped} waits for the end. */
  synchronized void stop() {
    stopping = true;
    if (process != null) {
      process.destroy();
    }
  }

  void awaitStopped() {
    if (process == null) {
      return;
    }
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(STOP_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
