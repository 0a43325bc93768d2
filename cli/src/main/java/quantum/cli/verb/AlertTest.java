package quantum.cli.verb;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.XAddArgs;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import quantum.account.hand.Who;
import quantum.contracts.Alarm;
import quantum.contracts.Alert;
import quantum.contracts.AlertChannel;
import quantum.contracts.Decoded;
import quantum.contracts.HealthRecord;
import quantum.runtime.Redis;
import quantum.runtime.RedisUnavailable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Sends a test the way of every alert, and tells what each channel made of it. */
@Command(
    name = "test",
    header = "Sends a test to every channel, and tells what became of it.",
    description =
        "Puts a test into the stream of alerts and waits until each channel of quantum-alerts has"
            + " taken it. It goes out at once, whatever is grouped, throttled or quiet. Ends with 1"
            + " unless all have taken it.",
    footer = {"", "Example: quantum alert test"})
public final class AlertTest implements Callable<Integer> {
  private static final List<String> CHANNELS = List.of("telegram", "webhook", "ntfy");
  private static final String SERVICE = "alerts";
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Desk desk;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "TEXT", arity = "0..*", description = "what it says besides who sent it")
  private List<String> text = List.of();

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "how long to wait for the channels (${DEFAULT-VALUE})")
  private int timeout;

  public AlertTest(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() {
    Repairs.requireTimeout(spec, timeout);
    return desk.withRedis(desk.redis(), this::test);
  }

  private int test(Redis redis) {
    String state = state(redis);
    if (!state.equals("running") && !state.equals("degraded")) {
      return refuse(
          "quantum-alerts "
              + (state.isEmpty() ? "gives no sign of life" : "is " + state)
              + ": systemctl enable --now quantum-alerts");
    }
    if (channels(redis).isEmpty()) {
      return refuse("no channel is set up: docs/alerts.md says how");
    }
    String id;
    try {
      id = send(redis);
    } catch (RedisCommandExecutionException e) {
      if (RedisUnavailable.is(e)) {
        throw e;
      }
      return refuse("Redis refuses: " + e.getMessage());
    }
    return tell(await(redis, id), id);
  }

  private static String state(Redis redis) {
    return HealthRecord.decode(redis.commands().hgetall(redis.names().health(SERVICE)))
            instanceof Decoded.Ok<Optional<HealthRecord>>(Optional<HealthRecord> it, _)
        ? it.map(HealthRecord::state).orElse("")
        : "";
  }

  private String send(Redis redis) {
    long now = System.currentTimeMillis();
    String by = Who.says("alert test", desk.settings().surrounding("SUDO_USER"));
    Alarm.Cause cause = Alarm.ALERT_TEST.of("");
    String what = by + (text.isEmpty() ? "" : ": " + String.join(" ", text));
    return redis
        .commands()
        .xadd(
            redis.names().alert(),
            XAddArgs.Builder.maxlen(Alert.KEPT).approximateTrimming(),
            new Alert(cause, "quantum", cause.text(what), now, 1, false, now).encode());
  }

  private static Map<String, AlertChannel> channels(Redis redis) {
    Map<String, AlertChannel> channels = new LinkedHashMap<>();
    for (String name : CHANNELS) {
      if (AlertChannel.decode(redis.commands().hgetall(redis.names().alertsChannel(name)))
          instanceof Decoded.Ok<Optional<AlertChannel>>(Optional<AlertChannel> it, _)) {
        it.ifPresent(channel -> channels.put(name, channel));
      }
    }
    return channels;
  }

  private Map<String, AlertChannel> await(Redis redis, String id) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(timeout);
    Map<String, AlertChannel> now = channels(redis);
    while (!now.values().stream().allMatch(it -> it.tested().equals(id))
        && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(PAUSE_NANOS);
      now = channels(redis);
    }
    return now;
  }

  private int tell(Map<String, AlertChannel> channels, String id) {
    List<String> lines = new ArrayList<>();
    ObjectNode json = JsonMapper.shared().createObjectNode().put("id", id);
    ArrayNode all = json.putArray("channels");
    boolean every = !channels.isEmpty();
    for (Map.Entry<String, AlertChannel> one : channels.entrySet()) {
      AlertChannel channel = one.getValue();
      boolean taken = channel.tested().equals(id);
      every &= taken;
      String why =
          taken
              ? ""
              : channel.error().isEmpty()
                  ? "not taken within " + timeout + " s, " + channel.waiting() + " wait"
                  : channel.error();
      lines.add(one.getKey() + (taken ? ": taken" : ": NOT taken: " + why));
      all.addObject().put("channel", one.getKey()).put("taken", taken).put("why", why);
    }
    desk.print(desk.json() ? List.of(JsonMapper.shared().writeValueAsString(json)) : lines);
    return every ? Desk.FINE : Desk.WRONG;
  }

  private int refuse(String why) {
    desk.err().println("quantum: nothing was sent: " + why);
    return Desk.WRONG;
  }
}
