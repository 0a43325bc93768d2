package quantum.apply.venue.binance;

import java.net.http.HttpHeaders;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import quantum.apply.venue.Failure;
import quantum.apply.venue.Failure.Reason;
import quantum.runtime.VenueUnreached;

/**
 * What an answer that is no success means: the table of answers of VENUE.md as one function.
 *
 * @param failure what the caller hears if the remedy does not help
 * @param remedy what the client does about it itself, once
 * @param pauseMillis how long no call may be made at all, 0 for no pause
 */
record Diagnosis(Failure failure, Remedy remedy, long pauseMillis) {

  /** All of them follow a refusal that is certain, so that sending again does no harm. */
  enum Remedy {
    NONE,
    /** Measure the clock's offset, sign again, send again. */
    RESYNC_CLOCK,
    /** Ask for the position mode, send again in that mode. */
    REDETECT_MODE,
    /** Read the trading rules anew; the caller has to fit its quantity to them. */
    REFRESH_RULES,
    /** An order of this id is there: tell what became of it. */
    LOOK_UP
  }

  static final long SOON_MILLIS = 500;
  private static final long OVERLOAD_MILLIS = 1000;
  private static final long MINUTE_MILLIS = 60_000;

  /** The shortest ban that the exchange documents, where it does not say how long this one is. */
  private static final long BAN_MILLIS = 2 * MINUTE_MILLIS;

  /** The longest. */
  private static final long MAX_PAUSE_MILLIS = 3 * 24 * 60 * MINUTE_MILLIS;

  private static final long TEN_SECONDS_MILLIS = 10_000;
  private static final String NOT_OURS =
      " (the key, its rights for futures, its IP list, or a portfolio-margin account, which is not"
          + " supported)";

  private static final Pattern BANNED_UNTIL = Pattern.compile("banned until (\\d{13})");

  /**
   * @param nowMillis the exchange's clock, for a ban that is told as a point in time
   */
  static Diagnosis of(
      Request request, int status, HttpHeaders headers, String body, long nowMillis) {
    Optional<Answers.ApiError> error = Answers.error(body);
    int code = error.map(Answers.ApiError::code).orElse(0);
    String words =
        error
            .map(e -> e.code() + " " + e.message())
            .orElseGet(() -> VenueUnreached.because(status) + " " + Answers.shown(body));
    // bans first: whatever else such an answer says, going on asking makes it worse
    if (status == 418 || status == 429 || code == -1003) {
      return paused(pauseMillis(status, headers, words, nowMillis), words);
    }
    if (error.isPresent()) {
      return ofCode(request, status, code, words);
    }
    return switch (status) {
      case 401 -> new Diagnosis(new Failure.Fatal(Integer.toString(status), words), Remedy.NONE, 0);
      // the firewall in front of the exchange: the request did not get in
      case 403 -> paused(MINUTE_MILLIS, words);
      case 503 -> unavailable(request, words);
      default -> lost(request, words);
    };
  }

  /** No whole answer to a request that may have arrived, or one that nobody can read. */
  static Diagnosis lost(Request request, String words) {
    Failure failure =
        request
            .order()
            .<Failure>map(id -> new Failure.Unknown(id, words))
            .orElseGet(() -> new Failure.Retryable(SOON_MILLIS, words));
    return new Diagnosis(failure, Remedy.NONE, 0);
  }

  private static Diagnosis ofCode(Request request, int status, int code, String words) {
    return switch (code) {
      case -1000, -1006, -1007 -> lost(request, words);
      case -1001 -> unavailable(request, words);
      case -1008, -1016 -> retry(OVERLOAD_MILLIS, words);
      case -1015 -> retry(TEN_SECONDS_MILLIS, words);
      case -1021, -5028 ->
          new Diagnosis(new Failure.Retryable(OVERLOAD_MILLIS, words), Remedy.RESYNC_CLOCK, 0);
      case -1111, -4014, -4023 -> refused(Reason.PRECISION, code, words, Remedy.REFRESH_RULES);
      case -4003 -> refused(Reason.QUANTITY_INVALID, code, words, Remedy.NONE);
      case -4004 -> refused(Reason.QUANTITY_TOO_SMALL, code, words, Remedy.NONE);
      case -4005 -> refused(Reason.QUANTITY_TOO_LARGE, code, words, Remedy.NONE);
      case -4164 -> refused(Reason.MIN_NOTIONAL, code, words, Remedy.NONE);
      case -2022, -4118 -> refused(Reason.REDUCE_ONLY, code, words, Remedy.NONE);
      case -2018, -2019 -> refused(Reason.MARGIN, code, words, Remedy.NONE);
      case -2021 -> refused(Reason.WOULD_TRIGGER, code, words, Remedy.NONE);
      case -4130 -> refused(Reason.STOP_EXISTS, code, words, Remedy.NONE);
      case -4509 -> refused(Reason.STOP_WITHOUT_POSITION, code, words, Remedy.NONE);
      case -4045 -> refused(Reason.TOO_MANY_STOPS, code, words, Remedy.NONE);
      case -4210, -4211 -> refused(Reason.STOP_OUT_OF_BAND, code, words, Remedy.NONE);
      // cancelled, fired or never there: asking by its id tells which
      case -2011 -> new Diagnosis(new Failure.NotFound(words), Remedy.NONE, 0);
      case -4061, -4062 -> refused(Reason.POSITION_MODE, code, words, Remedy.REDETECT_MODE);
      case -4116 -> new Diagnosis(lost(request, words).failure(), Remedy.LOOK_UP, 0);
      case -4120 -> refused(Reason.UNSUPPORTED, code, words, Remedy.NONE);
      case -2013 -> new Diagnosis(new Failure.NotFound(words), Remedy.NONE, 0);
      // a question about a symbol that is not listed (any more) has an answer; an order is refused
      case -1121 ->
          request.order().isPresent()
              ? refused(Reason.OTHER, code, words, Remedy.NONE)
              : new Diagnosis(new Failure.NotFound(words), Remedy.NONE, 0);
      case -1002, -1022, -2014 ->
          new Diagnosis(new Failure.Fatal(Integer.toString(code), words), Remedy.NONE, 0);
      // the exchange says the same of a good key of an account that is asked elsewhere
      case -2015 ->
          new Diagnosis(
              new Failure.Fatal(Integer.toString(code), words + NOT_OURS), Remedy.NONE, 0);
      default -> {
        if (status == 503) {
          yield unavailable(request, words);
        }
        // a code of the matching engine is a refusal; a failing server with one says nothing sure
        yield status >= 500 || status == 408
            ? lost(request, words)
            : refused(Reason.OTHER, code, words, Remedy.NONE);
      }
    };
  }

  /** A 503 is a certain failure only where it says so in these words. */
  private static Diagnosis unavailable(Request request, String words) {
    String lower = words.toLowerCase(Locale.ROOT);
    boolean certain =
        lower.contains("service unavailable")
            || lower.contains("internal error; unable to process");
    return certain && !lower.contains("unknown error")
        ? retry(OVERLOAD_MILLIS, words)
        : lost(request, words);
  }

  private static Diagnosis retry(long afterMillis, String words) {
    return new Diagnosis(new Failure.Retryable(afterMillis, words), Remedy.NONE, 0);
  }

  private static Diagnosis paused(long millis, String words) {
    return new Diagnosis(new Failure.Retryable(millis, words), Remedy.NONE, millis);
  }

  private static Diagnosis refused(Reason reason, int code, String words, Remedy remedy) {
    return new Diagnosis(new Failure.Refused(reason, Integer.toString(code), words), remedy, 0);
  }

  private static long pauseMillis(int status, HttpHeaders headers, String words, long nowMillis) {
    long told = Answers.number(headers, "Retry-After").orElse(0);
    Matcher ban = BANNED_UNTIL.matcher(words);
    long millis;
    if (told > 0) {
      millis = Math.min(told, MAX_PAUSE_MILLIS / 1000) * 1000;
    } else if (ban.find()) {
      millis = Long.parseLong(ban.group(1)) - nowMillis;
    } else {
      millis = status == 418 ? BAN_MILLIS : MINUTE_MILLIS;
    }
    return Math.clamp(millis, 1000, MAX_PAUSE_MILLIS);
  }
}
