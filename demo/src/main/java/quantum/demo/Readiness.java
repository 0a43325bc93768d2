package quantum.demo;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import quantum.contracts.Names;
import quantum.runtime.Redis;

/** Waits until the suite can begin: every process is ready, prices and account are listened to. */
final class Readiness {
  private static final Duration READY = Duration.ofSeconds(120);

  private final Map<String, ManagedProcess> processes;
  private final Redis redis;
  private final PaperControl paper;

  Readiness(Map<String, ManagedProcess> processes, Redis redis, PaperControl paper) {
    this.processes = processes;
    this.redis = redis;
    this.paper = paper;
  }

  /**
   * @throws IllegalStateException with the end of its log, if a process does not become ready
   */
  void await() {
    long deadline = System.nanoTime() + READY.toNanos();
    for (ManagedProcess process : processes.values()) {
      while (!isReady(process)) {
        if (process.hasGivenUp() || System.nanoTime() > deadline) {
          throw failed(process, " did not become ready; the end of its log:\n");
        }
        pause();
      }
    }
    await(
        () -> paper.status().get("marketStreams").asInt() > 0,
        Suite.MARKET_STATE,
        " does not listen to prices:\n",
        deadline);
    if (processes.containsKey(Suite.APPLY_LAYER)) {
      // what fills at the exchange by itself is heard from there
      await(
          () -> paper.status().get("privateConnections").asInt() > 0,
          Suite.APPLY_LAYER,
          " does not listen to its account:\n",
          deadline);
    }
  }

  private void await(BooleanSupplier met, String service, String complaint, long deadline) {
    while (!met.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw failed(processes.get(service), complaint);
      }
      pause();
    }
  }

  private static IllegalStateException failed(ManagedProcess process, String complaint) {
    return new IllegalStateException(process.name() + complaint + process.endOfLog());
  }

  private boolean isReady(ManagedProcess process) {
    if (process.name().equals(Suite.PAPER_EXCHANGE)) {
      return process.endOfLog().contains("listening on");
    }
    Names names = redis.names();
    String state = redis.commands().hget(names.health(process.name()), "state");
    // no price has come yet: that is what the replay waits for
    return "running".equals(state)
        || process.name().equals(Suite.MARKET_STATE) && "degraded".equals(state);
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
