package quantum.runtime.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import quantum.runtime.Commit;
import quantum.runtime.Commits;
import quantum.runtime.Redis;
import quantum.runtime.RedisSettings;

/** Who may write what: the users that deploy/redis ships, asked of a real Redis. */
class AclFileIT {
  private static final String OPERATOR = "quantum-operator";

  /** What the console acts as, when it may: a part of the operator. */
  private static final String CONSOLE_ACTIONS = "quantum-console-actions";

  private static RedisServer server;
  private static StreamProbe probe;

  @BeforeAll
  static void createUsers() {
    server = RedisServer.start();
    probe = new StreamProbe(server);
    AclFile.users().forEach(user -> AclFile.enable(server, probe, user));
  }

  @AfterAll
  static void stop() {
    probe.close();
    server.close();
  }

  /** Of the services and of whoever only looks. */
  private static Set<String> allowed(String command) {
    return AclFile.users().stream()
        .filter(user -> !user.equals(OPERATOR) && !user.equals(CONSOLE_ACTIONS))
        .filter(user -> isAllowed(user, command))
        .map(user -> user.substring("quantum-".length()))
        .collect(Collectors.toSet());
  }

  private static boolean isAllowed(String user, String command) {
    var args = new CommandArgs<>(StringCodec.UTF8).add("DRYRUN").add(user);
    List.of(command.split(" ")).forEach(args::add);
    return "OK"
        .equals(
            probe.commands().dispatch(CommandType.ACL, new StatusOutput<>(StringCodec.UTF8), args));
  }

  @ParameterizedTest
  @CsvSource({
    "stream:trade.intent, harvest-brain trading-bot",
    "stream:apply.plan, apply-layer exitbrain intent-bridge",
    "stream:apply.result, apply-layer",
    "stream:price.update, marketstate",
    "stream:harvest.suggestions, exitbrain harvest-brain",
    "stream:harvest.proposal, harvest-proposal",
    "stream:deadletter, alerts apply-layer exitbrain harvest-brain intent-bridge",
    "stream:alert, alerts apply-layer console exitbrain harvest-brain harvest-proposal intent-bridge"
        + " marketstate risk-proposal trading-bot"
  })
  void stream_isWrittenByItsWritersOnly(String stream, String writers) {
    assertThat(allowed("XADD quantum:" + stream + " * symbol X"))
        .containsExactlyInAnyOrder(writers.split(" "));
  }

  /** In one step with a look at the lease; {@code EVAL} and what the script calls. */
  @ParameterizedTest
  @CsvSource({
    "market-state, marketstate",
    "intent-bridge, intent-bridge",
    "apply-layer, apply-layer",
    "harvest-brain, harvest-brain",
    "exitbrain, exitbrain",
    "risk-proposal, risk-proposal",
    "harvest-proposal-publisher, harvest-proposal",
    "trading-bot, trading-bot",
    "alerts, alerts",
    "console, console"
  })
  void signOfLife_isWrittenByTheServiceAlone_underItsLease(String service, String user) {
    for (String own : List.of("health", "standby")) {
      String key = "quantum:" + own + ":" + service;
      assertThat(allowed("EVALSHA 0 2 " + key + " quantum:lease:" + service)).containsExactly(user);
      assertThat(allowed("TYPE " + key)).contains(user);
      assertThat(allowed("HSET " + key + " a b")).containsExactly(user);
      assertThat(allowed("EXPIRE " + key + " 30")).containsExactly(user);
    }
    assertThat(allowed("HGET quantum:lease:" + service + " token")).contains(user);
  }

  @ParameterizedTest
  @CsvSource({
    "position:BTCUSDT, apply-layer harvest-brain",
    "position:ledger:BTCUSDT, apply-layer harvest-brain",
    "ticker:BTCUSDT, marketstate",
    "marketstate:BTCUSDT, marketstate",
    "risk:proposal:BTCUSDT, risk-proposal",
    "harvest:proposal:BTCUSDT, harvest-proposal",
    "health:apply-layer, apply-layer",
    "halt, apply-layer",
    "alerts:channel:telegram, alerts",
    "flatten, apply-layer",
    "settings:apply-layer, apply-layer",
    "settings:market-state, marketstate"
  })
  void hash_isWrittenByItsWritersOnly(String key, String writers) {
    assertThat(allowed("HSET quantum:" + key + " a b"))
        .containsExactlyInAnyOrder(writers.split(" "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET quantum:kill 0",
        "DEL quantum:kill",
        "HSET quantum:pause:BTCUSDT reason x",
        "DEL quantum:pause:BTCUSDT",
        "HSET quantum:config:harvest:BTCUSDT min_r 0",
        "HSET another:position:BTCUSDT qty 1",
        "GET another:kill",
        "DEL quantum:stream:trade.intent",
        "XTRIM quantum:stream:apply.plan MAXLEN 0",
        "XGROUP DESTROY quantum:stream:apply.plan apply_layer",
        "FLUSHALL",
        "KEYS *",
        "CONFIG SET appendonly no",
        "ACL SETUSER quantum-exitbrain allcommands",
        "CLIENT KILL TYPE normal",
        "SHUTDOWN",
        "DEBUG SLEEP 1",
        "SCRIPT FLUSH"
      })
  void nobody_mayDoWhatIsTheOperators(String command) {
    assertThat(allowed(command)).isEmpty();
  }

  @Test
  void operatorsReadingUser_readsEverything_andWritesNothing() {
    for (String read :
        List.of(
            "HGETALL quantum:position:BTCUSDT",
            "SMEMBERS quantum:positions:open",
            "GET quantum:kill",
            "ZREVRANGE quantum:harvest:history:BTCUSDT 0 1",
            "XREVRANGE quantum:stream:apply.result + -",
            "XINFO GROUPS quantum:stream:apply.plan",
            "SCAN 0",
            "INFO")) {
      assertThat(isAllowed("quantum-readonly", read)).as(read).isTrue();
    }
    for (String write :
        List.of("SET quantum:x 1", "DEL quantum:x", "EXPIRE quantum:x 1", "EVAL s 1 quantum:x")) {
      assertThat(isAllowed("quantum-readonly", write)).as(write).isFalse();
    }
  }

  @Test
  void console_readsEverything_andWritesNothingOfTheAccount() {
    for (String read :
        List.of(
            "HGETALL quantum:position:BTCUSDT",
            "LRANGE quantum:minutes:fapi.binance.com:BTCUSDT 0 -1",
            "XRANGE quantum:stream:apply.result - +",
            "SCAN 0",
            "HSET quantum:health:console state running")) {
      assertThat(isAllowed("quantum-console", read)).as(read).isTrue();
    }
    for (String write :
        List.of(
            "HSET quantum:position:BTCUSDT qty 1",
            "XADD quantum:stream:apply.plan * symbol X",
            "HSET quantum:halt reason x",
            "HSET quantum:health:apply-layer state running",
            "DEL quantum:kill")) {
      assertThat(isAllowed("quantum-console", write)).as(write).isFalse();
    }
  }

  @Test
  void consoleThatActs_holdsBackAndAsks_andNothingElse() {
    for (String may :
        List.of(
            "SET quantum:kill 1",
            "HSET quantum:halt reason x",
            "HSET quantum:pause:BTCUSDT reason x",
            "HSET quantum:flatten symbols *",
            "DEL quantum:pause:BTCUSDT",
            "XADD quantum:stream:apply.plan * symbol X")) {
      assertThat(isAllowed(CONSOLE_ACTIONS, may)).as(may).isTrue();
    }
    for (String mayNot :
        List.of(
            "HSET quantum:position:BTCUSDT qty 1",
            "XADD quantum:stream:trade.intent * symbol X",
            "XADD quantum:stream:apply.result * symbol X",
            "XTRIM quantum:stream:apply.plan MAXLEN 0",
            "HSET quantum:config:harvest:BTCUSDT min_r 0",
            "CONFIG GET *",
            "FLUSHALL")) {
      assertThat(isAllowed(CONSOLE_ACTIONS, mayNot)).as(mayNot).isFalse();
    }
  }

  @Test
  void operator_haltsAndAsksAndSkips_neverBooksNorAdministers() {
    for (String may :
        List.of(
            "SET quantum:kill 1",
            "HSET quantum:halt reason x",
            "HSET quantum:pause:BTCUSDT reason x",
            "HSET quantum:flatten symbols *",
            "DEL quantum:halt",
            "MULTI",
            "EXEC",
            "XADD quantum:stream:apply.plan * symbol X",
            "HSET quantum:config:harvest:BTCUSDT min_r 0",
            "XADD quantum:stream:trade.intent * symbol X",
            "XGROUP SETID quantum:stream:price.update harvest_brain $",
            "HGETALL quantum:position:BTCUSDT",
            "CONFIG GET maxmemory-policy",
            "ACL LIST")) {
      assertThat(isAllowed(OPERATOR, may)).as(may).isTrue();
    }
    for (String mayNot :
        List.of(
            "XADD quantum:stream:apply.result * symbol X",
            "HSET quantum:position:BTCUSDT qty 1",
            "DEL quantum:position:BTCUSDT",
            "XGROUP DESTROY quantum:stream:apply.plan apply_layer",
            "CONFIG SET appendonly no",
            "ACL SETUSER quantum-exitbrain allcommands",
            "FLUSHALL",
            "SET another:kill 1")) {
      assertThat(isAllowed(OPERATOR, mayNot)).as(mayNot).isFalse();
    }
  }

  /** A script has no more rights than who sends it, though it may name the key. */
  @Test
  void script_ofAUserThatMayNotWriteTheStream_isRefusedWhole() {
    String uri = AclFile.enable(server, probe, "quantum-exitbrain");
    try (Redis redis = Redis.connect(new RedisSettings(uri, "quantum"), "acl-it")) {
      Commit commit =
          new Commit().publish("quantum:stream:trade.intent", 100, java.util.Map.of("symbol", "X"));
      assertThatThrownBy(() -> new Commits(redis).execute(commit)).hasMessageContaining("keys");
    }
    assertThat(probe.commands().exists("quantum:stream:trade.intent")).isZero();
  }

  @Test
  void namespace_isReplacedInEveryRule() {
    String uri = AclFile.enable(server.uri(), probe, "quantum-harvest-brain", "{acct7}");
    assertThat(uri).startsWith("redis://quantum-harvest-brain:");
    assertThat(isAllowed("quantum-harvest-brain", "XADD {acct7}:stream:trade.intent * a b"))
        .isTrue();
    assertThat(isAllowed("quantum-harvest-brain", "XADD quantum:stream:trade.intent * a b"))
        .isFalse();
    AclFile.enable(server, probe, "quantum-harvest-brain");
  }
}
