package quantum.console.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quantum.account.hand.HandKeys;
import quantum.account.hand.TraderClose;
import quantum.account.hand.Who;
import quantum.account.json.Json;
import quantum.account.settings.HarvestSettings;
import quantum.account.snapshot.SettingsReader;
import quantum.console.ConsoleSettings;
import quantum.contracts.Flatten;
import quantum.contracts.Halt;
import quantum.kernel.value.Symbol;
import quantum.runtime.Redis;
import quantum.runtime.RedisSettings;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The trader's hand in the browser: each writes what the command's verb of the same name writes, by
 * the same code. Each connects as the user that may act and goes again. None waits for another: a
 * close may take its seconds while everything is to be flattened.
 */
final class Actions {
  private static final Logger log = LoggerFactory.getLogger(Actions.class);
  private static final String FIELD_MISSING = " is missing";
  private static final int CLOSE_SECONDS = 15;
  private static final int AT_ONCE = 16;
  private static final int BUSY = 503;
  private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9-]{8,64}");
  private static final int LONGEST_REASON = 200;
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final ConsoleSettings settings;
  private final Gate gate;
  private final LongSupplier clock;
  private final Semaphore room = new Semaphore(AT_ONCE);

  /** What was asked for. */
  private record Asked(JsonNode body, Redis redis, String by, long nowMillis) {
    String text(String name) {
      JsonNode value = body.path(name);
      if (!value.isString()) {
        throw new HttpResponseException(400, name + FIELD_MISSING);
      }
      return value.asString().strip();
    }

    Symbol symbol() {
      try {
        return Symbol.of(text("symbol").toUpperCase(Locale.ROOT));
      } catch (IllegalArgumentException e) {
        throw new HttpResponseException(400, "symbol: " + e.getMessage());
      }
    }

    String reason() {
      String reason = body.path("reason").isString() ? text("reason") : "";
      if (reason.length() > LONGEST_REASON) {
        throw new HttpResponseException(
            400, "reason must have at most " + LONGEST_REASON + " characters");
      }
      return reason.replaceAll("\\p{Cntrl}+", " ");
    }

    /** One that is sent again because its answer was lost has the id of the first. */
    String request() {
      if (body.path("request_id").isMissingNode()) {
        return UUID.randomUUID().toString();
      }
      String id = text("request_id");
      if (!REQUEST_ID.matcher(id).matches()) {
        throw new HttpResponseException(
            400, "request_id must be 8 to 64 letters, digits or dashes, was '" + id + "'");
      }
      return id;
    }

    void requireTyped(String word) {
      if (!text("typed").equalsIgnoreCase(word)) {
        throw new HttpResponseException(400, "typed must be " + word + "; nothing was done");
      }
    }
  }

  /** What was done, and what could not be. */
  private record Told(List<String> did, List<String> couldNot) {
    static Told done(String did) {
      return new Told(List.of(did), List.of());
    }
  }

  private interface Act {
    Told act(Asked asked) throws InterruptedException;
  }

  /**
   * @param clock wall clock, epoch milliseconds
   */
  Actions(ConsoleSettings settings, Gate gate, LongSupplier clock) {
    this.settings = settings;
    this.gate = gate;
    this.clock = clock;
  }

  void register(RoutesConfig routes) {
    Map<String, Act> verbs =
        Map.of(
            "pause", Actions::pause,
            "unpause", Actions::unpause,
            "close", Actions::close,
            "halt", Actions::halt,
            "resume", Actions::resume,
            "flatten", Actions::flatten,
            "kill", Actions::kill);
    verbs.forEach(
        (verb, act) -> routes.post("/api/v1/actions/" + verb, ctx -> perform(ctx, verb, act)));
  }

  private void perform(Context ctx, String verb, Act act) throws InterruptedException {
    if (!settings.actions()) {
      throw new HttpResponseException(403, "this console only shows: CONSOLE_ACTIONS is not true");
    }
    gate.requireOwnPage(ctx);
    if (!String.valueOf(ctx.contentType()).startsWith("application/json")) {
      throw new HttpResponseException(415, "must be application/json");
    }
    JsonNode body = body(ctx);
    String by = Who.says(verb, Optional.of("console"));
    if (!room.tryAcquire()) {
      throw new HttpResponseException(BUSY, AT_ONCE + " actions are under way; nothing was done");
    }
    try (Redis redis = Redis.connect(acting(), "console-actions")) {
      Told told = act.act(new Asked(body, redis, by, clock.getAsLong()));
      log.info("[HAND] {}: {}", by, inWords(told));
      ObjectNode answer = Json.object().put("verb", verb).put("by", by);
      ArrayNode did = answer.putArray("did");
      told.did().forEach(did::add);
      ArrayNode couldNot = answer.putArray("could_not");
      told.couldNot().forEach(couldNot::add);
      Api.send(ctx, answer.toString());
    } finally {
      room.release();
    }
  }

  private static String inWords(Told told) {
    StringBuilder words = new StringBuilder(String.join("; ", told.did()));
    told.couldNot()
        .forEach(why -> words.append(words.isEmpty() ? "" : "; ").append("NOT: ").append(why));
    return words.toString().replaceAll("\\p{Cntrl}+", " ");
  }

  private static JsonNode body(Context ctx) {
    try {
      JsonNode body = MAPPER.readTree(ctx.body());
      if (body != null && body.isObject()) {
        return body;
      }
    } catch (JacksonException e) {
      // told below
    }
    throw new HttpResponseException(400, "the body must be a JSON object");
  }

  private RedisSettings acting() {
    return settings
        .actionsRedis()
        .map(address -> new RedisSettings(address.reveal(), settings.redis().namespace()))
        .orElse(settings.redis());
  }

  private static Told pause(Asked asked) {
    Symbol symbol = asked.symbol();
    asked.requireTyped(symbol.name());
    new HandKeys(asked.redis())
        .pause(
            symbol,
            new Halt(
                asked.reason(),
                asked.nowMillis(),
                asked.by(),
                OptionalLong.empty(),
                symbol.name()));
    return Told.done(symbol + " is paused: no entry, no harvest; its stop acts");
  }

  private static Told unpause(Asked asked) {
    Symbol symbol = asked.symbol();
    asked.requireTyped(symbol.name());
    new HandKeys(asked.redis()).unpause(symbol);
    return Told.done(symbol + " is not paused any more");
  }

  private static Told close(Asked asked) throws InterruptedException {
    Symbol symbol = asked.symbol();
    asked.requireTyped(symbol.name());
    try {
      var percent = TraderClose.percent(asked.text("percent"));
      String request = asked.request();
      Optional<TraderClose.Told> before = TraderClose.answered(asked.redis(), symbol, request);
      if (before.isPresent()) {
        return new Told(before.get().did(), before.get().couldNot());
      }
      return switch (TraderClose.look(asked.redis(), symbol)) {
        case TraderClose.Look.Not(String why) -> throw new HttpResponseException(409, why);
        case TraderClose.Look.Open(var open) -> {
          TraderClose.Told told =
              TraderClose.close(asked.redis(), open, percent, asked.by(), request, CLOSE_SECONDS);
          yield new Told(told.did(), told.couldNot());
        }
      };
    } catch (IllegalArgumentException e) {
      throw new HttpResponseException(400, "percent " + e.getMessage());
    }
  }

  private static Told halt(Asked asked) {
    asked.requireTyped("HALT");
    new HandKeys(asked.redis())
        .halt(
            new Halt(
                asked.reason(), asked.nowMillis(), asked.by(), OptionalLong.empty(), Halt.ACCOUNT));
    return Told.done("halted: no entry is executed; exits go on");
  }

  private static Told resume(Asked asked) {
    asked.requireTyped("RESUME");
    new HandKeys(asked.redis()).resume();
    return Told.done("resumed: entries are executed again");
  }

  private static Told flatten(Asked asked) {
    asked.requireTyped("FLATTEN");
    Flatten order =
        new HandKeys(asked.redis())
            .flatten(List.of(), asked.reason(), asked.by(), asked.nowMillis());
    return Told.done(
        "halted, and everything is being closed by apply-layer (order "
            + order.id()
            + "); the page shows how it goes");
  }

  private static Told kill(Asked asked) {
    asked.requireTyped("KILL");
    JsonNode on = asked.body().path("on");
    if (!on.isBoolean()) {
      throw new HttpResponseException(400, "on must be true or false");
    }
    String key = HarvestSettings.killKey(SettingsReader.read(asked.redis()), asked.redis().names());
    new HandKeys(asked.redis()).kill(key, on.asBoolean());
    return Told.done(
        key
            + (on.asBoolean()
                ? " is on: no entry, no harvest; stops and exits go on"
                : " is off: entries and harvests go on"));
  }
}
