package quantum.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A service as a JVM of its own, as in production. */
final class ServiceProcess implements AutoCloseable {
  static final String BRAIN = "quantum.brain.HarvestBrain";
  static final String APPLY_LAYER = "quantum.apply.ApplyLayer";
  static final String PAPER_EXCHANGE = "quantum.paper.PaperExchange";
  static final String CONSOLE = "quantum.console.Console";
  static final String MARKET_STATE = "quantum.marketstate.MarketStateService";

  /** What the units start every service with; run from the root of the project. */
  static final List<String> PRODUCTION_FLAGS = List.of("@deploy/jvm/service.args");

  private final Process process;

  /**
   * @param main its class
   * @param flags of the JVM
   * @param log where its output goes
   */
  ServiceProcess(
      String main, List<String> flags, String redisUri, Path log, Map<String, String> env)
      throws IOException {
    this(started(main, flags), redisUri, log, env);
  }

  /**
   * @param command that becomes the service, such as a program of the package
   */
  ServiceProcess(List<String> command, String redisUri, Path log, Map<String, String> env)
      throws IOException {
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.matches("(HARVEST|STREAM|APPLY|VENUE|BINANCE|PAPER|CONSOLE)_.*"));
    builder.environment().put("REDIS_URL", redisUri);
    builder.environment().putAll(env);
    process = builder.start();
  }

  private static List<String> started(String main, List<String> flags) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    return command;
  }

  /** Resident memory in MB where the system tells it, else 0. */
  long residentMb() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
        }
      }
    } catch (IOException e) {
      return 0;
    }
    return 0;
  }

  /** Memory in MB that is its own share, where the system tells it, else 0. */
  double pssMb() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/smaps_rollup"))) {
        if (line.startsWith("Pss:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
        }
      }
    } catch (IOException e) {
      return 0;
    }
    return 0;
  }

  /** Time on the processor so far, in seconds. */
  double cpuSeconds() {
    return process.info().totalCpuDuration().map(cpu -> cpu.toMillis() / 1000.0).orElse(0.0);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
