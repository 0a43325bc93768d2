package quantum.marketstate;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.protocol.CommandType;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import quantum.contracts.Names;
import quantum.contracts.PriceUpdate;
import quantum.kernel.value.Price;
import quantum.kernel.value.Symbol;
import quantum.marketdata.MarkTick;
import quantum.runtime.Commits;
import quantum.runtime.Health;
import quantum.runtime.Redis;
import quantum.runtime.RedisSettings;
import quantum.runtime.testing.AclFile;
import quantum.runtime.testing.RedisServer;
import quantum.runtime.testing.StreamProbe;

/** What price.update keeps at 500 prices a second, in a real Redis, as the user that is shipped. */
@Timeout(120)
class PriceRetentionIT {
  private static final long MINUTE = 60_000;
  private static final int PER_SECOND = 500;

  /** Redis drops whole nodes of 100 entries. */
  private static final int NODE = 100;

  /** Entries of the past cannot be awaited: their ids are told, oldest first. */
  private static final String PAST =
      """
      for at = ARGV[1], ARGV[2] - 1, 1000 do
        for i = 1, ARGV[3] do
          redis.call('XADD', KEYS[1], string.format('%.0f-%d', at, i), unpack(ARGV, 4))
        end
      end
      return redis.call('XLEN', KEYS[1])
      """;

  private final Names names = new Names("quantum");
  private final RedisServer server = RedisServer.start();
  private final StreamProbe probe = new StreamProbe(server);
  private final long now = System.currentTimeMillis();
  private Redis redis;

  @BeforeEach
  void start() {
    String uri = AclFile.enable(server, probe, "quantum-marketstate");
    redis = Redis.connect(new RedisSettings(uri, "quantum"), "price-retention-test");
  }

  @AfterEach
  void stop() {
    redis.close();
    probe.close();
    server.close();
  }

  private void past(long fromMinutes, long toMinutes, int perSecond) {
    List<String> args = new ArrayList<>();
    args.add(Long.toString(now - fromMinutes * MINUTE));
    args.add(Long.toString(now - toMinutes * MINUTE));
    args.add(Integer.toString(perSecond));
    new PriceUpdate(Symbol.of("BTCUSDT"), Price.of("76916.95122464"), now)
        .encode()
        .forEach(
            (name, value) -> {
              args.add(name);
              args.add(value);
            });
    probe
        .commands()
        .eval(
            PAST,
            ScriptOutputType.INTEGER,
            new String[] {names.priceUpdate()},
            args.toArray(String[]::new));
  }

  private void write(int prices, long eventMillis, long stepMillis, long maxLen)
      throws InterruptedException {
    PriceWriter writer =
        new PriceWriter(
            new Commits(redis),
            names,
            maxLen,
            new Health("market-state", Clock.systemUTC()),
            Clock.systemUTC());
    writer.write(
        IntStream.range(0, prices)
            .mapToObj(
                i ->
                    new MarkTick(
                        Symbol.of("BTCUSDT"),
                        Price.of("76916.95122464"),
                        Optional.of(new BigDecimal("0.0001")),
                        eventMillis + i * stepMillis))
            .toList(),
        Map.of(),
        () -> false);
  }

  private long length() {
    return probe.length(names.priceUpdate());
  }

  private long oldestMillis() {
    return millis(
        probe.commands().xrange(names.priceUpdate(), Range.unbounded(), Limit.from(1)).getFirst());
  }

  private long newestMillis() {
    return millis(
        probe
            .commands()
            .xrevrange(names.priceUpdate(), Range.unbounded(), Limit.from(1))
            .getFirst());
  }

  private static long millis(StreamMessage<String, String> entry) {
    return Long.parseLong(entry.getId().substring(0, entry.getId().indexOf('-')));
  }

  @Test
  void fiveHundredASecond_tenMinutesStay_andOlderOnesGo() throws InterruptedException {
    past(15, 0, PER_SECOND);
    assertThat(length()).isEqualTo(15 * 60 * PER_SECOND);

    write(PER_SECOND, now, 0, 1_000_000);

    // all of the last ten minutes, and of what is older less than a node
    long border = newestMillis() - 10 * MINUTE;
    long older = olderThan(border);
    assertThat(older).isLessThan(NODE);
    assertThat(length() - older - PER_SECOND).isEqualTo((now - border) / 1_000 * PER_SECOND);
  }

  private long olderThan(long millis) {
    return probe
        .commands()
        .xrange(names.priceUpdate(), Range.create("-", Long.toString(millis - 1)))
        .size();
  }

  @Test
  void fewSymbols_theNewestHundredThousandStayHoweverOld() throws InterruptedException {
    past(600, 0, 4);
    write(1, now, 0, 1_000_000);
    assertThat(length()).isBetween(100_000L, 100_000L + NODE);
  }

  @Test
  void upperBound_holdsWhateverTheAge() throws InterruptedException {
    past(5, 0, PER_SECOND);
    write(PER_SECOND, now, 0, 120_000);
    // one addition drops at most 100 nodes
    assertThat(length()).isBetween(120_000L, 120_000L + NODE);
  }

  @Test
  void eventTimeOfAReplay_losesNothing() throws InterruptedException {
    past(9, 0, PER_SECOND);
    long before = length();
    write(2_000, now - 365L * 24 * 60 * MINUTE, 60 * MINUTE, 1_000_000);
    assertThat(length()).isEqualTo(before + 2_000);
  }

  @Test
  void userThatMayNotTrim_publishesAllTheSame() throws InterruptedException {
    past(11, 0, PER_SECOND);
    long before = length();
    probe.commands().aclSetuser("default", AclSetuserArgs.Builder.removeCommand(CommandType.XTRIM));
    redis.close();
    redis = Redis.connect(server.settings("quantum"), "price-retention-test");
    write(10, now, 0, 1_000_000);
    assertThat(length()).isEqualTo(before + 10);
  }
}
