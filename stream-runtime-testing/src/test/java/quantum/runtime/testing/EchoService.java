package quantum.runtime.testing;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import quantum.contracts.Decoded;
import quantum.contracts.Hand;
import quantum.runtime.AtomicBatches;
import quantum.runtime.BatchDecider;
import quantum.runtime.Commit;
import quantum.runtime.Message;
import quantum.runtime.Redis;
import quantum.runtime.RedisSettings;
import quantum.runtime.RunningService;
import quantum.runtime.ServiceContext;
import quantum.runtime.ServiceMain;
import quantum.runtime.ServiceOption;
import quantum.runtime.SettingsSchema;
import quantum.runtime.StreamEntry;
import quantum.runtime.StreamSource;
import quantum.runtime.StreamWorker;

/**
 * The smallest complete service: copies t:in to t:out, and hangs on an entry with the field hang.
 * Runs as a process of its own in the tests.
 */
public final class EchoService {
  record EchoSettings(RedisSettings redis, int batch, boolean fails) {}

  private record Echo(boolean fails) implements BatchDecider<Integer, Map<String, String>> {
    @Override
    public Decoded<Map<String, String>> decode(StreamEntry entry) {
      return new Decoded.Ok<>(entry.fields());
    }

    @Override
    public Integer prepare(Integer state, List<Message<Map<String, String>>> batch) {
      if (fails) {
        throw new StackOverflowError("as asked");
      }
      return state;
    }

    @Override
    public Integer decide(
        Integer state, Message<Map<String, String>> message, Hand hand, Commit commit) {
      if (message.value().containsKey("hang")) {
        try {
          new CountDownLatch(1).await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      commit.publish("t:out", 1_000_000, message.value());
      return state;
    }
  }

  public static void main(String[] args) {
    ServiceMain.run(
        args,
        new SettingsSchema<>(
            "echo",
            List.of("ECHO_"),
            settings ->
                new EchoSettings(
                    RedisSettings.read(settings),
                    settings.integer("ECHO_BATCH", 10, 1, 1_000),
                    settings.flag("ECHO_FAILS", false))),
        "Copies t:in to t:out.",
        EchoService::start,
        ServiceOption.of("--batch", "N", "ECHO_BATCH", "Entries at once."));
  }

  private static RunningService start(EchoSettings settings, ServiceContext context) {
    Redis redis = context.redis().get();
    return new StreamWorker(
        redis,
        List.of(new StreamSource("t:in", "echo", "echo-1", "0")),
        settings.batch(),
        new AtomicBatches<>(redis, "t:kill", new Echo(settings.fails()), 0, context.health()),
        context.health());
  }

  /** It as a process of its own, in the namespace t, with both outputs in one. */
  static Process process(String redisUri, Map<String, String> env, String... arguments)
      throws IOException {
    var builder =
        new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            EchoService.class.getName());
    builder.command().addAll(List.of(arguments));
    builder.environment().keySet().removeIf(name -> name.startsWith("ECHO_"));
    builder.environment().put("REDIS_URL", redisUri);
    builder.environment().put("QUANTUM_NAMESPACE", "t");
    builder.environment().putAll(env);
    return builder.redirectErrorStream(true).start();
  }

  private EchoService() {}
}
