package quantum.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import quantum.kernel.value.Symbol;

class SettingsTest {
  private static Settings settings(String... namesAndValues) {
    Map<String, String> env = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      env.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return Settings.of(env);
  }

  private static List<String> violations(Settings settings) {
    return violations(settings, "");
  }

  private static List<String> violations(Settings settings, String prefix) {
    var refused =
        catchThrowableOfType(BadSettings.class, () -> settings.complete(prefix, () -> "fine"));
    return refused == null ? List.of() : refused.violations();
  }

  @Test
  void nothingSet_givesDefaults() {
    var s = settings("BLANK", "  ");

    assertThat(s.text("A", "x")).isEqualTo("x");
    assertThat(s.text("BLANK", "x")).isEqualTo("x");
    assertThat(s.text("A")).isEmpty();
    assertThat(s.integer("B", 5, 1, 9)).isEqualTo(5);
    assertThat(s.decimal("C", "0.5", "0", "1")).isEqualByComparingTo("0.5");
    assertThat(s.flag("D", true)).isTrue();
    assertThat(s.choice("E", TimeUnit.class, TimeUnit.DAYS)).isEqualTo(TimeUnit.DAYS);
    assertThat(s.symbols("F")).isEmpty();
    assertThat(s.secret("G")).isEmpty();
    assertThat(violations(s)).isEmpty();
  }

  @Test
  void valuesSet_areRead() {
    var s = settings("B", "7", "C", "0.25", "D", "Yes", "F", "ethusdt, BTCUSDT,,", "A", " x ");

    assertThat(s.text("A")).contains("x");
    assertThat(s.integer("B", 5, 1, 9)).isEqualTo(7);
    assertThat(s.decimal("C", "0.5", "0", "1")).isEqualTo(new BigDecimal("0.25"));
    assertThat(s.flag("D", false)).isTrue();
    assertThat(s.symbols("F")).containsExactly(Symbol.of("ETHUSDT"), Symbol.of("BTCUSDT"));
    assertThat(violations(s)).isEmpty();
  }

  @Test
  void everyViolation_isListedAtOnce() {
    var s = settings("B", "10", "C", "1e400", "D", "maybe", "E", "weeks", "F", "BTC USDT");
    s.integer("B", 5, 1, 9);
    s.decimal("C", "0.5", "0", "1");
    s.flag("D", true);
    s.choice("E", Thread.State.class, Thread.State.NEW);
    s.symbols("F");
    s.refuse("VENUE_KEY", "", "a key, because VENUE is binance");

    assertThat(violations(s))
        .containsExactly(
            "B is '10', allowed is a whole number from 1 to 9",
            "C is '1e400', allowed is a number from 0 to 1",
            "D is 'maybe', allowed is true or false (also 1/0, yes/no, on/off)",
            "E is 'weeks', allowed is one of new, runnable, blocked, waiting, timed_waiting,"
                + " terminated",
            "F is 'BTC USDT', allowed is symbols separated by commas, e.g. BTCUSDT,ETHUSDT",
            "VENUE_KEY is not set, allowed is a key, because VENUE is binance");
  }

  @ParameterizedTest
  @ValueSource(strings = {"timed_waiting", "TIMED-WAITING", "Timed-Waiting"})
  void choice_takesDashUnderscoreAndAnyCase(String text) {
    assertThat(settings("E", text).choice("E", Thread.State.class, Thread.State.NEW))
        .isEqualTo(Thread.State.TIMED_WAITING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "Infinity", "1e999999999", "0x10", "1,5", "-0.1", "1.1"})
  void decimal_thatIsNoneOrOutOfRange_isRefused(String text) {
    var s = settings("C", text);
    assertThat(s.decimal("C", "0.5", "0", "1")).isEqualByComparingTo("0.5");
    assertThat(violations(s)).hasSize(1);
  }

  @Test
  void unknownVariableOfTheService_isRefusedWithASuggestion() {
    var s = settings("HARVEST_MDOE", "live", "OTHER", "1", "HARVEST_ZZZ", "1");
    s.text("HARVEST_MODE", "shadow");

    assertThat(violations(s, "HARVEST_"))
        .containsExactly(
            "unknown setting HARVEST_MDOE; did you mean HARVEST_MODE?",
            "unknown setting HARVEST_ZZZ");
  }

  @Test
  void alias_isReadWhereTheNewNameIsAbsent() {
    var s = settings("HARVEST_DEDUP_TTL_SEC", "60").alias("HARVEST_DEDUP_TTL_SEC", "DEDUP_TTL_SEC");
    assertThat(s.integer("DEDUP_TTL_SEC", 900, 1, 9999)).isEqualTo(60);
    assertThat(violations(s, "HARVEST_")).isEmpty();
  }

  @Test
  void aliasAndNewNameThatDiffer_areRefused() {
    assertThat(violations(settings("OLD", "1", "NEW", "1").alias("OLD", "NEW"))).isEmpty();
    assertThat(violations(settings("OLD", "1", "NEW", "2").alias("OLD", "NEW")))
        .containsExactly("OLD is '1', allowed is the value of NEW, its newer name, or nothing");
  }

  @Test
  void recordThatRefusesItsValues_isAViolation() {
    assertThatThrownBy(
            () ->
                settings()
                    .complete(
                        "",
                        () -> {
                          throw new IllegalArgumentException("T1_R must be below T2_R");
                        }))
        .isInstanceOf(BadSettings.class)
        .hasMessage("1 setting is wrong:\n  T1_R must be below T2_R");
  }

  @Test
  void secrets_areNeverPrinted() {
    var s = settings("API_SECRET", "hunter2", "REDIS_URL", "redis://bob:hunter2@h:6379/1");
    Optional<Secret> secret = s.secret("API_SECRET");
    var redis = RedisSettings.read(s);

    assertThat(secret.map(Secret::reveal)).contains("hunter2");
    assertThat(redis.uri()).contains("hunter2");
    assertThat(secret + " " + redis + " " + s.known()).doesNotContain("hunter2").contains("****");
  }

  @Test
  void redisSettings_areReadFromUrlOrParts() {
    assertThat(RedisSettings.read(settings()))
        .isEqualTo(new RedisSettings("redis://127.0.0.1:6379/0", "quantum"));
    assertThat(
            RedisSettings.read(
                settings(
                    "REDIS_HOST",
                    "h",
                    "REDIS_PORT",
                    "7",
                    "REDIS_DB",
                    "2",
                    "QUANTUM_NAMESPACE",
                    "{acct7}")))
        .isEqualTo(new RedisSettings("redis://h:7/2", "{acct7}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://u:hunter2@h",
        "redis://u:hunter2@",
        "u:hunter2@h:1",
        // passwords that are not encoded; some would be read as host and port
        "redis://bot:12/hunter2@h:6379/0",
        "redis://bot:12#hunter2@h:6379/0",
        "redis://bot:12?hunter2@h:6379/0",
        "redis://:/hunter2@h:6379/0",
        "redis://:50%hunter2@h:6379/0",
        "redis-sentinel://u:1/hunter2@h:26379/0#m"
      })
  void redisUrlThatIsNone_isRefusedWithoutItsPassword_andSaysHowOneIsWritten(String url) {
    var s = settings("REDIS_URL", url, "QUANTUM_NAMESPACE", "a:b");
    RedisSettings.read(s);
    assertThat(violations(s))
        .hasSize(2)
        .noneMatch(line -> line.contains("hunter2"))
        .anyMatch(line -> line.startsWith("REDIS_URL") && line.contains("percent-encoded: %40"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://bot:p%40ss%2Fw%23rd@h:6379/0",
        "redis://bot:a:b@h:6379/0",
        "rediss://h:6380/0?ca=/nowhere/a@b.pem"
      })
  void redisUrl_whosePasswordIsWrittenRight_isNotRefusedForIt(String url) {
    var s = settings("REDIS_URL", url);
    RedisSettings.read(s);
    assertThat(violations(s)).allMatch(line -> url.contains("?ca="));
  }

  @ParameterizedTest
  @CsvSource({
    "redis://h:6379/0, NOAUTH HELLO must be called, false",
    "redis://bot:plain@h:6379/0, WRONGPASS invalid, false",
    "redis://bot:a@b@h:6379/0, WRONGPASS invalid, true",
    "redis://bot:a:b@h:6379/0, WRONGPASS invalid, true",
    "redis://bot:50%ab@h:6379/0, WRONGPASS invalid, true"
  })
  void login_thatRedisRefuses_namesTheSetting_andTheEncodingWhereItMayBeThat(
      String url, String answer, boolean encoding) {
    BadSettings refused = new RedisSettings(url, "q").refusedBy(answer);
    assertThat(refused.violations())
        .singleElement()
        .asString()
        .startsWith("REDIS_URL")
        .contains(answer);
    assertThat(refused.getMessage().contains("percent-encoded")).isEqualTo(encoding);
  }
}
