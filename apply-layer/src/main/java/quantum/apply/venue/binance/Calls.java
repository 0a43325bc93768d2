package quantum.apply.venue.binance;

import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quantum.apply.venue.Failure;
import quantum.apply.venue.Outcome;
import quantum.apply.venue.binance.Connection.Reply;
import quantum.apply.venue.binance.Diagnosis.Remedy;
import tools.jackson.databind.JsonNode;

/**
 * One call of the API from its signature to the meaning of its answer. A clock that is off is
 * measured and the call signed again, once, since such a refusal is certain to have done nothing.
 */
final class Calls implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BinanceVenue.class);
  private static final long NOTABLE_OFFSET_MILLIS = 1000;

  private final Connection connection;
  private final Timeouts timeouts;
  private final String apiKey;
  private final Signer signer;
  private final ServerClock clock;
  private final RateLimits limits;
  private final BooleanSupplier mayAct;

  /**
   * @param mayAct whether anything may be sent now that changes the account
   */
  Calls(
      Endpoints endpoints,
      Credentials credentials,
      Timeouts timeouts,
      LongSupplier wallMillis,
      LongSupplier monotonicMillis,
      BooleanSupplier mayAct) {
    this.mayAct = mayAct;
    this.connection = new Connection(endpoints, timeouts);
    this.timeouts = timeouts;
    this.apiKey = credentials.apiKey();
    this.signer = new Signer(credentials.secret());
    this.clock = new ServerClock(wallMillis);
    this.limits = new RateLimits(monotonicMillis);
  }

  RateLimits limits() {
    return limits;
  }

  /** The exchange's time as far as it is known, epoch milliseconds. */
  long now() {
    return clock.now();
  }

  /** The exchange's clock, and what ours is off from now on. */
  Outcome<Long> serverTime() {
    long askedAt = clock.local();
    return ask(
        Request.open("/fapi/v1/time"),
        answer -> {
          long time = Answers.integer(answer, "serverTime");
          clock.measured(askedAt, time);
          long offset = clock.now() - clock.local();
          if (Math.abs(offset) >= NOTABLE_OFFSET_MILLIS) {
            log.warn("[VENUE] the exchange's clock is {} ms ahead of ours", offset);
          }
          return time;
        });
  }

  /** What one call came to, with what the client may do about it. */
  sealed interface Verdict<T> {
    record Good<T>(T value) implements Verdict<T> {}

    record Bad<T>(Diagnosis diagnosis) implements Verdict<T> {}

    default Outcome<T> outcome() {
      return switch (this) {
        case Good<T>(T value) -> Outcome.ok(value);
        case Bad<T>(Diagnosis diagnosis) -> Outcome.failed(diagnosis.failure());
      };
    }
  }

  <T> Outcome<T> ask(Request request, Function<JsonNode, T> reader) {
    return signed(request, reader).outcome();
  }

  /**
   * Sends the request; if it was refused for its time stamp, measures the clock and sends again.
   */
  <T> Verdict<T> signed(Request request, Function<JsonNode, T> reader) {
    if (request.signed() && clock.dueForMeasuring()) {
      // if this fails, our own clock may still be good enough: the exchange will say
      serverTime();
    }
    Verdict<T> verdict = once(request, reader);
    if (request.signed()
        && verdict instanceof Verdict.Bad<T>(Diagnosis bad)
        && bad.remedy() == Remedy.RESYNC_CLOCK
        && serverTime() instanceof Outcome.Ok<Long>) {
      return once(request, reader);
    }
    return verdict;
  }

  private <T> Verdict<T> once(Request request, Function<JsonNode, T> reader) {
    long paused = limits.pausedMillis();
    if (paused > 0) {
      return unsent(paused, "the exchange told us to pause");
    }
    String payload = payload(request);
    // after the time stamp: who stands still between here and the wire is refused as too late
    if (request.changes() && !mayAct.getAsBoolean()) {
      return unsent(Diagnosis.SOON_MILLIS, "another instance of this service may act by now");
    }
    return switch (connection.send(
        request.method(), request.path(), payload, request.signed() ? apiKey : "")) {
      case Reply.NotSent(String why) -> unsent(Diagnosis.SOON_MILLIS, "not reached: " + why);
      case Reply.Lost(String why) -> new Verdict.Bad<>(Diagnosis.lost(request, why));
      case Reply.Answer answer -> judge(request, answer, reader);
    };
  }

  private static <T> Verdict<T> unsent(long againMillis, String why) {
    return new Verdict.Bad<>(
        new Diagnosis(new Failure.Retryable(againMillis, why), Remedy.NONE, 0));
  }

  private <T> Verdict<T> judge(Request request, Reply.Answer answer, Function<JsonNode, T> reader) {
    limits.observe(answer.headers());
    boolean success = answer.status() == 200 && Answers.error(answer.body()).isEmpty();
    if (!success) {
      Diagnosis diagnosis =
          Diagnosis.of(request, answer.status(), answer.headers(), answer.body(), clock.now());
      if (diagnosis.pauseMillis() > 0) {
        limits.pause(diagnosis.pauseMillis(), diagnosis.failure().message());
      }
      return new Verdict.Bad<>(diagnosis);
    }
    try {
      return new Verdict.Good<>(reader.apply(Answers.parse(answer.body())));
    } catch (Answers.Unreadable | IllegalArgumentException e) {
      return new Verdict.Bad<>(
          Diagnosis.lost(request, request.path() + " answered unreadably: " + e.getMessage()));
    }
  }

  /** Stamped at the last moment, and signed over exactly what is sent. */
  private String payload(Request request) {
    if (!request.signed()) {
      return request.payload();
    }
    String stamped =
        request
            .with("recvWindow", timeouts.recvWindow().toMillis())
            .with("timestamp", clock.now())
            .payload();
    return stamped + "&signature=" + signer.sign(stamped);
  }

  /** Gives up calls under way and closes the connections. */
  @Override
  public void close() {
    connection.close();
  }
}
