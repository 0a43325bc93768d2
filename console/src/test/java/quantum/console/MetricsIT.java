package quantum.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.StreamMessage;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import quantum.console.metrics.Metrics;
import quantum.console.model.Facts;
import quantum.console.model.View;
import quantum.console.model.Views;
import quantum.contracts.Names;
import quantum.kernel.value.Symbol;
import quantum.runtime.testing.RedisServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a Prometheus is told. */
class MetricsIT {
  private static final Names NAMES = new Names("quantum");
  private static final Path DEPLOY = Path.of("..", "deploy").toAbsolutePath().normalize();

  /** A line of the text format, version 0.0.4. */
  private static final Pattern SAMPLE =
      Pattern.compile(
          "([a-z_]+)(\\{[a-z]+=\"(?:[^\"\\\\\\n]|\\\\[\\\\n\"])*\"(?:,[a-z]+=\"(?:[^\"\\\\\\n]|\\\\[\\\\n\"])*\")*})?"
              + " (-?[0-9.]+(?:E-?[0-9]+)?|[+-]Inf|NaN)");

  private static final Pattern FIGURE = Pattern.compile("\\bquantum_[a-z_]+");

  private final RedisServer redis = RedisServer.shared();

  @BeforeEach
  void empty() {
    ConsoleStage.empty(redis);
  }

  /** Every sample by name and labels; a line that is none fails. */
  private static Map<String, Double> samples(String text) {
    Map<String, Double> samples = new TreeMap<>();
    text.lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(
            line -> {
              Matcher sample = SAMPLE.matcher(line);
              assertThat(sample.matches()).as(line).isTrue();
              String labels = sample.group(2) == null ? "" : sample.group(2);
              String value = sample.group(3).replace("Inf", "Infinity");
              assertThat(samples.put(sample.group(1) + labels, Double.valueOf(value))).isNull();
            });
    return samples;
  }

  private static Map<String, Double> samples(ConsoleStage stage) {
    HttpResponse<String> answer = stage.get("/metrics");
    assertThat(answer.statusCode()).isEqualTo(200);
    return samples(answer.body());
  }

  private static ConsoleStage seeded(RedisServer redis) {
    ConsoleStage stage = new ConsoleStage(redis, Map.of());
    // what comes after the first look is counted
    stage.await("a first look", () -> stage.views.current().facts().isPresent());
    new SampleAccount(stage.redis).everything();
    stage.await(
        "all of it",
        () ->
            samples(stage).keySet().stream()
                        .filter(it -> it.startsWith("quantum_position_protected"))
                        .count()
                    == 7
                && stage.rows("closed").size() > 140);
    return stage;
  }

  @Test
  void figures_areWhatThePagesSay() {
    try (ConsoleStage stage = seeded(redis)) {
      HttpResponse<String> answer = stage.get("/metrics");
      assertThat(answer.headers().firstValue("Content-Type"))
          .hasValue("text/plain; version=0.0.4; charset=utf-8");
      Map<String, Double> samples = samples(answer.body());
      assertThat(samples)
          .containsEntry("quantum_position_protected{side=\"LONG\",symbol=\"BTCUSDT\"}", 1.0)
          .containsEntry("quantum_position_protected{side=\"LONG\",symbol=\"LAYERUSDT\"}", 0.0)
          .containsEntry("quantum_position_protected{side=\"LONG\",symbol=\"SUIUSDT\"}", 0.0)
          .containsEntry("quantum_account_equity_usd", 26_815.42)
          .containsEntry("quantum_halted", 0.0)
          .containsEntry("quantum_service_up{service=\"apply-layer\"}", 1.0)
          .containsKey("quantum_price_age_seconds{symbol=\"BTCUSDT\"}")
          .doesNotContainKey("quantum_service_up{service=\"trading-bot\"}");
      JsonNode positions = stage.rows("positions");
      for (String symbol : List.of("BTCUSDT", "ETHUSDT", "ENAUSDT")) {
        String labels = "{side=\"LONG\",symbol=\"" + symbol + "\"}";
        JsonNode row = positions.get(symbol);
        assertThat(samples)
            .containsEntry("quantum_position_r_net" + labels, row.get("r").asDouble())
            .containsEntry("quantum_position_best_r" + labels, row.get("best_r").asDouble())
            .containsEntry(
                "quantum_position_notional_usd" + labels,
                new BigDecimal(row.get("qty").asString())
                    .multiply(new BigDecimal(row.get("price").asString()))
                    .doubleValue());
      }
      double closed =
          Double.parseDouble(stage.rows("closed").get("~figures").get("net").asString());
      double open =
          Double.parseDouble(stage.rows("account").get("totals").get("realized_open").asString());
      assertThat(samples.get("quantum_realized_pnl_usd"))
          .isCloseTo(closed + open, Offset.offset(0.001));
      for (String name : figures(String.join("\n", samples.keySet()))) {
        String base = name.replaceFirst("_(bucket|sum|count)$", "");
        assertThat(answer.body()).contains("# HELP " + base + " ", "# TYPE " + base + " ");
      }
    }
  }

  private static Set<String> figures(String text) {
    return FIGURE
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> boardAsks() throws IOException {
    JsonNode board =
        JsonMapper.shared().readTree(Files.readString(DEPLOY.resolve("grafana/quantum.json")));
    Set<String> asked = new TreeSet<>();
    for (JsonNode panel : board.get("panels")) {
      panel.get("targets").forEach(target -> asked.addAll(figures(target.get("expr").asString())));
    }
    return asked;
  }

  private static Set<String> rulesAsk() throws IOException {
    return Files.readAllLines(DEPLOY.resolve("prometheus/quantum.rules.yaml")).stream()
        .filter(line -> !line.startsWith("#"))
        .flatMap(line -> figures(line).stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void boardAndRules_askForWhatIsTold_andTheBoardForAllOfIt() throws IOException {
    try (ConsoleStage stage = seeded(redis)) {
      group(stage);
      stage.await(
          "a lag",
          () ->
              samples(stage).keySet().stream().anyMatch(it -> it.startsWith("quantum_service_l")));
      Set<String> told = figures(String.join("\n", samples(stage).keySet()));
      assertThat(told).containsAll(rulesAsk());
      told.removeIf(name -> name.endsWith("_sum") || name.endsWith("_count"));
      assertThat(boardAsks()).isEqualTo(told);
    }
  }

  /** What the rules' trial and the legends name is there as well. */
  @Test
  void labels_areThoseOfTheTrial() throws IOException {
    String trial = Files.readString(DEPLOY.resolve("prometheus/quantum.rules.test.yaml"));
    try (ConsoleStage stage = seeded(redis)) {
      group(stage);
      stage.await("a lag", () -> !labelsOf(stage, "quantum_service_lag_entries").isEmpty());
      Matcher series = Pattern.compile("series: (quantum_[a-z_]+)\\{([^}]*)}").matcher(trial);
      List<String> seen = new ArrayList<>();
      while (series.find()) {
        assertThat(labelsOf(stage, series.group(1)))
            .as(series.group(1))
            .isEqualTo(names(series.group(2)));
        seen.add(series.group(1));
      }
      assertThat(seen).contains("quantum_service_lag_entries", "quantum_dead_letters");
      assertThat(samples(stage))
          .containsEntry(
              "quantum_service_lag_entries{service=\"harvest-brain\",stream=\"price.update\"}",
              3.0);
    }
  }

  private static Set<String> labelsOf(ConsoleStage stage, String figure) {
    return samples(stage).keySet().stream()
        .filter(it -> it.startsWith(figure + "{"))
        .findFirst()
        .map(MetricsIT::names)
        .orElse(Set.of());
  }

  private static Set<String> names(String labels) {
    return Pattern.compile("([a-z]+)=\"")
        .matcher(labels)
        .results()
        .map(it -> it.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** harvest-brain's group on the prices, three behind. */
  private static void group(ConsoleStage stage) {
    String group =
        stage.views.current().facts().orElseThrow().account().groups().stream()
            .filter(it -> it.service().equals("harvest-brain"))
            .filter(it -> it.stream().endsWith("price.update"))
            .findFirst()
            .orElseThrow()
            .group();
    String stream = NAMES.priceUpdate();
    stage
        .redis
        .commands()
        .xgroupCreate(
            XReadArgs.StreamOffset.from(stream, "0-0"), group, XGroupCreateArgs.Builder.mkstream());
    for (int i = 0; i < 3; i++) {
      stage.redis.commands().xadd(stream, Map.of("symbol", "BTCUSDT"));
    }
  }

  private static String harvest(ConsoleStage stage, String level, String planEntry) {
    Map<String, String> done = new HashMap<>();
    done.put("plan_id", "00000000000000aa");
    done.put("plan_stream_id", planEntry);
    done.put("symbol", "BTCUSDT");
    done.put("action", "PARTIAL_25");
    done.put("status", "FILLED");
    done.put("executed", "True");
    done.put("reduceOnly", "True");
    done.put("side", "SELL");
    done.put("position_side", "LONG");
    done.put("r_level", level);
    done.put("price", "100310.4");
    done.put("filled_qty", "0.05");
    done.put("source", "apply_layer");
    return stage.redis.commands().xadd(NAMES.applyResult(), done);
  }

  private static double of(ConsoleStage stage, String series) {
    return samples(stage).getOrDefault(series, -1.0);
  }

  @Test
  void counts_goForwardOnly_thoughStreamsAreTrimmed() {
    try (ConsoleStage stage = seeded(redis)) {
      String two = "quantum_harvests_total{level=\"2\"}";
      String count = "quantum_order_roundtrip_seconds_count";
      assertThat(of(stage, "quantum_harvests_total{level=\"4\"}")).as("waited for").isZero();
      double before = Math.max(0, of(stage, two));
      double measured = of(stage, count);
      String plan = stage.redis.commands().xadd(NAMES.applyPlan(), Map.of("action", "HOLD"));
      long at = Long.parseLong(plan.substring(0, plan.indexOf('-')));
      harvest(stage, "2.0", (at - 3_000) + "-0");
      stage.await("one more", () -> of(stage, two) == before + 1);
      assertThat(of(stage, count)).isEqualTo(measured + 1);
      assertThat(of(stage, "quantum_order_roundtrip_seconds_bucket{le=\"2.0\"}"))
          .isEqualTo(measured);
      assertThat(of(stage, "quantum_order_roundtrip_seconds_bucket{le=\"60.0\"}"))
          .isEqualTo(measured + 1);
      stage.redis.commands().xtrim(NAMES.applyResult(), 0);
      harvest(stage, "2", "no id");
      stage.await("and one", () -> of(stage, two) == before + 2);
      assertThat(of(stage, count)).as("what has no time").isEqualTo(measured + 1);
    }
  }

  @Test
  void history_isNotCounted() {
    try (ConsoleStage first = seeded(redis)) {
      harvest(first, "6", "1-0");
      try (ConsoleStage second = new ConsoleStage(redis, Map.of())) {
        second.await("a reading", () -> samples(second).containsKey("quantum_halted"));
        assertThat(of(second, "quantum_order_roundtrip_seconds_count")).isZero();
        assertThat(
                samples(second).entrySet().stream()
                    .filter(it -> it.getKey().startsWith("quantum_harvests_total"))
                    .mapToDouble(Map.Entry::getValue)
                    .sum())
            .isZero();
      }
    }
  }

  @Test
  void hostileTexts_areEscapedAndBounded() {
    try (ConsoleStage stage = seeded(redis)) {
      stage
          .redis
          .commands()
          .sadd(NAMES.positionsOpen(), "X".repeat(10_000), "a\"}\nquantum_halted 1");
      String evil = "quantum:stream:a\"}\nquantum_halted 1\\";
      letter(stage, evil);
      for (int i = 0; i < 300; i++) {
        letter(stage, "quantum:stream:" + i + "x".repeat(10_000));
        harvest(stage, "tp" + i, "9999999999999-9");
      }
      letter(stage, "quantum:stream:trade.intent");
      stage.await(
          "the last",
          () ->
              samples(stage).entrySet().stream()
                      .filter(it -> it.getKey().startsWith("quantum_harvests_total{"))
                      .mapToDouble(Map.Entry::getValue)
                      .sum()
                  >= 300);
      stage.await(
          "the letters",
          () ->
              samples(stage).entrySet().stream()
                      .filter(it -> it.getKey().startsWith("quantum_dead_letters{"))
                      .mapToDouble(Map.Entry::getValue)
                      .sum()
                  >= 303);
      Map<String, Double> samples = samples(stage);
      assertThat(samples)
          .containsEntry("quantum_halted", 0.0)
          .containsKey("quantum_dead_letters{stream=\"a\\\"}\\nquantum_halted 1\\\\\"}")
          .containsEntry("quantum_dead_letters{stream=\"trade.intent\"}", 2.0)
          .containsKey("quantum_dead_letters{stream=\"other\"}")
          .containsKey("quantum_harvests_total{level=\"other\"}");
      assertThat(samples.keySet()).allMatch(it -> it.length() < 200).hasSizeLessThan(200);
      assertThat(of(stage, "quantum_order_roundtrip_seconds_count")).as("from the future").isZero();
    }
  }

  private static void letter(ConsoleStage stage, String stream) {
    stage
        .redis
        .commands()
        .xadd(NAMES.deadLetter(), Map.of("stream", stream, "id", "1-0", "error", "bad"));
  }

  @Test
  void keyOfAnotherType_takesItsOwnSeriesAlone() {
    try (ConsoleStage stage = seeded(redis)) {
      Set<String> before = samples(stage).keySet();
      List<String> keys =
          List.of(
              NAMES.limits(),
              NAMES.ticker(Symbol.of("ETHUSDT")),
              NAMES.position(Symbol.of("SOLUSDT")),
              NAMES.health("exitbrain"),
              NAMES.deadLetter(),
              NAMES.alert());
      for (String key : keys) {
        stage.redis.commands().del(key);
        stage.redis.commands().set(key, "what is this");
      }
      stage.await("gone", () -> of(stage, "quantum_account_equity_usd") < 0);
      Set<String> gone = new TreeSet<>(before);
      gone.removeAll(samples(stage).keySet());
      assertThat(gone)
          .containsExactlyInAnyOrder(
              "quantum_account_equity_usd",
              "quantum_price_age_seconds{symbol=\"ETHUSDT\"}",
              "quantum_position_best_r{side=\"SHORT\",symbol=\"SOLUSDT\"}",
              "quantum_position_notional_usd{side=\"SHORT\",symbol=\"SOLUSDT\"}",
              "quantum_position_protected{side=\"SHORT\",symbol=\"SOLUSDT\"}",
              "quantum_position_r_net{side=\"SHORT\",symbol=\"SOLUSDT\"}",
              "quantum_service_up{service=\"exitbrain\"}");
      stage.redis.commands().del(NAMES.positionsClosed());
      stage.redis.commands().set(NAMES.positionsClosed(), "x");
      stage.redis.commands().xadd(NAMES.positionClosed(), Map.of("position_id", "one"));
      stage.await("unknown", () -> of(stage, "quantum_realized_pnl_usd") == -1.0);
    }
  }

  @Test
  void whatIsMissing_isToldAsWhatItMeans() {
    try (ConsoleStage stage = seeded(redis)) {
      stage.redis.commands().del(NAMES.health("exitbrain"), NAMES.ticker(Symbol.of("ETHUSDT")));
      stage.redis.commands().hset(NAMES.halt(), Map.of("since", "1", "reason", "x", "by", "me"));
      stage.await("down", () -> of(stage, "quantum_service_up{service=\"exitbrain\"}") == 0.0);
      assertThat(of(stage, "quantum_price_age_seconds{symbol=\"ETHUSDT\"}")).isInfinite();
      assertThat(of(stage, "quantum_halted")).isEqualTo(1.0);
    }
  }

  @Test
  void outage_leavesCountsAlone_andTakesWhatWasSo() {
    try (ConsoleStage stage = seeded(redis)) {
      Facts facts = stage.views.current().facts().orElseThrow();
      long at = facts.account().readAtMillis();
      Views views = new Views();
      Metrics metrics = new Metrics(views, () -> at + 9_000);
      facts.events().forEach(metrics::carriedOut);
      metrics.deadLetter(new StreamMessage<>("s", "1-0", Map.of("stream", "x")));
      views.publish(new View(Map.of(), Optional.of(facts), OptionalLong.of(at), Optional.empty()));
      Map<String, Double> good = samples(text(metrics));
      assertThat(good)
          .containsEntry("quantum_halted", 0.0)
          .containsKey("quantum_dead_letters{stream=\"x\"}");
      views.publish(
          new View(Map.of(), Optional.of(facts), OptionalLong.of(at), Optional.of("away")));
      Map<String, Double> away = samples(text(metrics));
      assertThat(away.keySet())
          .allMatch(it -> it.startsWith("quantum_harvests") || it.startsWith("quantum_order"));
      views.publish(
          new View(Map.of(), Optional.of(facts), OptionalLong.of(at - 2_000), Optional.empty()));
      assertThat(samples(text(metrics))).as("a reader that stands still").isEqualTo(away);
    }
  }

  private static String text(Metrics metrics) {
    return new String(metrics.text(), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/metrics", "/metrics/", "/metrics?x=1"})
  void readToken_isNeeded(String path) {
    try (ConsoleStage stage =
        new ConsoleStage(
            redis, Map.of("CONSOLE_LOCK_READING", "true", "CONSOLE_TOKEN", ConsoleStage.TOKEN))) {
      assertThat(stage.get(path).statusCode()).isEqualTo(401);
      assertThat(stage.get(path, "Authorization", "Bearer wrong-token-0123456").statusCode())
          .isEqualTo(401);
      assertThat(stage.get(path, "Authorization", "Bearer " + ConsoleStage.TOKEN).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void otherHost_otherSite_andWaysAround_getNothing() throws IOException {
    try (ConsoleStage stage =
        new ConsoleStage(
            redis, Map.of("CONSOLE_LOCK_READING", "true", "CONSOLE_TOKEN", ConsoleStage.TOKEN))) {
      assertThat(get(stage, "/metrics", "evil.example")).startsWith("HTTP/1.1 421");
      for (String path :
          List.of(
              "/web/../metrics", "/web/%2e%2e/metrics", "//metrics", "/%6detrics", "/METRICS")) {
        assertThat(get(stage, path, "localhost")).as(path).doesNotContain("quantum_");
      }
    }
    try (ConsoleStage open = new ConsoleStage(redis, Map.of())) {
      assertThat(open.get("/metrics", "Sec-Fetch-Site", "cross-site").statusCode()).isEqualTo(403);
    }
  }

  private static String get(ConsoleStage stage, String path, String host) throws IOException {
    return stage.raw(
        "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
  }
}
