package quantum.apply.venue.binance;

import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quantum.apply.venue.AccountEvent;
import quantum.apply.venue.AccountStream;
import quantum.apply.venue.Freshness;
import quantum.runtime.BackOff;
import quantum.runtime.Throttle;
import quantum.runtime.systemd.Heartbeat;

/**
 * The account's private stream at Binance USDⓈ-M futures.
 *
 * <p>The venue makes every failure look like a quiet day. A socket under a key that is wrong or has
 * lapsed opens and stays silent, an expired key leaves its socket open, and no event says what was
 * missed. So: each connection begins with the key in force, asked for a moment before; a socket is
 * of use when it has said something, not when it is open; what is silent is dead; a key that cannot
 * be extended is asked for anew at once; and after each connecting everything is compared. A
 * connection that grows old is replaced by a successor that takes over with its first sign of life.
 *
 * <p>Everything happens on the thread that runs, which waits for nothing but its inbox.
 */
public final class UserStream implements AccountStream {
  private static final Logger log = LoggerFactory.getLogger(UserStream.class);
  private static final int REMEMBERED = 10_000;
  private static final long LONGEST_LOOK_MILLIS = 250;

  /** What the outside may know, in one piece. */
  private record Pulse(boolean live, long lastSignAt, long deadSince) {}

  private final HttpClient http;
  private final Endpoints endpoints;
  private final Timeouts timeouts;
  private final StreamTiming timing;
  private final ListenKeys keys;
  private final Heartbeat heartbeat;
  private final Consumer<? super AccountEvent> taker;
  private final Throttle throttle;
  private final BackOff backOff;
  private final SeenEvents seen = new SeenEvents(REMEMBERED);
  private final BlockingQueue<StreamNews> inbox = new LinkedBlockingQueue<>();

  private volatile Pulse pulse;
  private volatile boolean doubted;
  private volatile boolean stopping;

  // of the thread that runs

  private Optional<StreamLink> current = Optional.empty();
  private Optional<StreamLink> candidate = Optional.empty();
  private boolean asking;
  private boolean keyDoubtful;
  private long nextTryAt;
  private long keepAliveAt;
  private long renewAt;
  private Optional<String> owed = Optional.empty();
  private long comparedAt;

  /**
   * Nothing is sent before {@link #run}.
   *
   * @param credentials of which the secret is not used
   * @param heartbeat of the loop that {@link #run} is
   * @param taker gets the events, one at a time, on the thread that runs
   */
  public UserStream(
      Endpoints endpoints,
      Credentials credentials,
      Timeouts timeouts,
      StreamTiming timing,
      Clock clock,
      Heartbeat heartbeat,
      Consumer<? super AccountEvent> taker) {
    this.endpoints = endpoints;
    this.timeouts = timeouts;
    this.timing = timing;
    this.heartbeat = heartbeat;
    this.taker = taker;
    this.throttle = new Throttle(clock);
    this.backOff = new BackOff(timing.firstPause(), timing.longestPause());
    this.http =
        HttpClient.newBuilder()
            .version(Version.HTTP_1_1)
            .followRedirects(Redirect.NEVER)
            .connectTimeout(timeouts.connect())
            .build();
    this.keys = new ListenKeys(http, endpoints, credentials.apiKey(), timeouts);
    long now = monotonicMillis();
    this.pulse = new Pulse(false, now, now);
    this.nextTryAt = now;
    this.comparedAt = now;
  }

  @Override
  public Freshness freshness() {
    Pulse latest = pulse;
    long now = monotonicMillis();
    long age = Math.max(0, now - latest.lastSignAt);
    long silence = timing.silence().toMillis();
    if (latest.live && !doubted && age < silence) {
      return new Freshness.Fresh(age);
    }
    return new Freshness.Dead(
        age, latest.live ? Math.max(0, age - silence) : Math.max(0, now - latest.deadSince));
  }

  @Override
  public void doubt(String why) {
    doubted = true;
    inbox.add(new StreamNews.Doubt(why));
  }

  @Override
  public void stop() {
    stopping = true;
    inbox.add(new StreamNews.Stop());
  }

  @Override
  public void run() throws InterruptedException {
    // readiness is the plans' business: they are executed without the stream as well
    heartbeat.ready();
    long lookMillis = Math.clamp(timing.ping().toMillis() / 4, 1, LONGEST_LOOK_MILLIS);
    try {
      while (!stopping) {
        StreamNews news = inbox.poll(lookMillis, TimeUnit.MILLISECONDS);
        long now = monotonicMillis();
        if (news != null) {
          handle(news, now);
        }
        look(now);
        heartbeat.beat();
      }
    } finally {
      dead(monotonicMillis());
      current.ifPresent(link -> link.socket().drop());
      candidate.ifPresent(link -> link.socket().drop());
      http.shutdownNow();
    }
  }

  private static long monotonicMillis() {
    return System.nanoTime() / 1_000_000;
  }

  // ---- what is due

  private void look(long now) {
    if (inbox.isEmpty()) { // else the sign of life may be among what we have not come to yet
      lookForSilence(now);
    }
    if (current.filter(link -> link.servedMillis(now) >= timing.silence().toMillis()).isPresent()
        && !keyDoubtful
        && now < renewAt) {
      backOff.reset(); // not sooner: one that comes and goes must not be dialled every second
    }
    if (!asking) {
      ask(now);
    }
    current.ifPresent(link -> link.ping(now, timing));
    candidate.ifPresent(link -> link.ping(now, timing));
    if (owed.isPresent()
        && current.isPresent()
        && now - comparedAt >= timing.spacing().toMillis()) {
      resync(owed.get(), now);
    }
  }

  private void lookForSilence(long now) {
    if (current.filter(link -> link.isDead(now, timing)).isPresent()) {
      lost("no sign of life for " + timing.silence().toMillis() + " ms", now);
    }
    if (candidate.filter(link -> link.ageMillis(now) >= timing.patience().toMillis()).isPresent()) {
      notReady("no sign of life after connecting", now);
    }
  }

  private void ask(long now) {
    boolean wanted = current.isEmpty() || keyDoubtful || now >= renewAt;
    if (wanted && candidate.isEmpty() && now >= nextTryAt) {
      asking = true;
      keys.create(inbox::add);
    } else if (!wanted && now >= keepAliveAt) {
      asking = true;
      keys.extend(inbox::add);
    }
  }

  // ---- what is heard

  private void handle(StreamNews news, long now) {
    switch (news) {
      case ListenKeys.Answer answer -> {
        asking = false;
        key(answer, now);
      }
      case UserSocket.Heard heard -> {
        Optional<StreamLink> link =
            current
                .filter(one -> one.socket() == heard.socket())
                .or(() -> candidate.filter(one -> one.socket() == heard.socket()));
        // of a socket that was given up nothing counts any more
        link.ifPresent(one -> heard(one, heard, now));
      }
      case StreamNews.Doubt(String why) -> {
        candidate.ifPresent(_ -> notReady(why, now));
        lost("doubted: " + why, now);
        doubted = false;
      }
      case StreamNews.Stop _ -> {}
    }
  }

  private void key(ListenKeys.Answer answer, long now) {
    switch (answer) {
      case ListenKeys.Answer.Created(String key) -> {
        keepAliveAt = now + timing.keepAlive().toMillis();
        boolean same = current.filter(link -> link.listensUnder(key)).isPresent();
        boolean onlyAsked = keyDoubtful && same && now < renewAt;
        keyDoubtful = false;
        if (onlyAsked) {
          return; // what could not be extended a moment ago is in force after all
        }
        if (current.isPresent() && !same) {
          giveUp("another key is in force", now);
        }
        candidate = Optional.of(connect(key, now));
      }
      case ListenKeys.Answer.Extended _ -> keepAliveAt = now + timing.keepAlive().toMillis();
      case ListenKeys.Answer.Failed(boolean gone, long pauseMillis, String why) -> {
        if (gone) {
          lost("its key is gone: " + why, now); // the socket is open, and deaf for ever
        } else if (current.isPresent() && !keyDoubtful && now < renewAt) {
          log.warn("[VENUE] user stream: key not extended, asking for a new one: {}", why);
          keyDoubtful = true;
          nextTryAt = now + pauseMillis;
        } else {
          long pause = Math.max(pauseMillis, backOff.nextMillis());
          nextTryAt = now + pause;
          log.warn("[VENUE] user stream: no key: {}; again in {} ms", why, pause);
        }
      }
    }
  }

  private StreamLink connect(String key, long now) {
    return new StreamLink(
        UserSocket.open(http, endpoints, timeouts.connect(), key, inbox::add), key, now);
  }

  private void heard(StreamLink link, UserSocket.Heard heard, long now) {
    switch (heard) {
      case UserSocket.Heard.Opened _ -> link.opened(now);
      case UserSocket.Heard.Alive _ -> sign(link, now);
      case UserSocket.Heard.Message(UserSocket socket, String text) -> {
        message(link, UserEvents.read(text), now);
        socket.handled();
      }
      case UserSocket.Heard.Lost(UserSocket _, String why) -> end(link, why, now);
    }
  }

  private void message(StreamLink link, UserEvents.Word word, long now) {
    switch (word) {
      case UserEvents.Word.KeyExpired _ -> end(link, "its key expired", now);
      case UserEvents.Word.Told(AccountEvent event, List<UserEvents.Odd> odd) -> {
        sign(link, now);
        complain(odd);
        seen.fresh(event).ifPresent(taker);
      }
      case UserEvents.Word.Nothing(List<UserEvents.Odd> odd) -> {
        sign(link, now);
        complain(odd);
      }
    }
  }

  private void complain(List<UserEvents.Odd> all) {
    for (UserEvents.Odd odd : all) {
      if (throttle.allows(odd.subject())) {
        log.warn("[VENUE] user stream: left out of {}: {}", odd.subject(), odd.why());
      }
      if (odd.gap() && owed.isEmpty()) {
        owed = Optional.of("unreadable " + odd.subject());
      }
    }
  }

  private void sign(StreamLink link, long now) {
    link.sign(now);
    if (candidate.filter(one -> one == link).isPresent()) {
      takeOver(link, now);
    }
    pulse = new Pulse(true, now, now);
  }

  private void takeOver(StreamLink link, long now) {
    boolean renewal = current.isPresent();
    current.ifPresent(old -> old.socket().drop());
    current = Optional.of(link);
    candidate = Optional.empty();
    renewAt = now + timing.renewal().toMillis();
    log.info(
        "[VENUE] user stream: {} at {}", renewal ? "renewed" : "listening", endpoints.streamBase());
    resync(renewal ? "connection renewed" : "connected", now);
  }

  private void resync(String why, long now) {
    owed = Optional.empty();
    comparedAt = now;
    taker.accept(new AccountEvent.Resync(why));
  }

  // ---- ends

  private void end(StreamLink link, String why, long now) {
    if (current.filter(one -> one == link).isPresent()) {
      lost(why, now);
    } else {
      notReady(why, now);
    }
  }

  private void lost(String why, long now) {
    giveUp(why, now);
    nextTryAt = now + backOff.nextMillis();
  }

  private void giveUp(String why, long now) {
    if (current.isPresent()) {
      current.get().socket().drop();
      current = Optional.empty();
      dead(now);
      log.warn("[VENUE] user stream: connection lost: {}", why);
    }
  }

  private void notReady(String why, long now) {
    candidate.ifPresent(link -> link.socket().drop());
    candidate = Optional.empty();
    long pause = backOff.nextMillis();
    nextTryAt = now + pause;
    log.warn("[VENUE] user stream: not connected: {}; again in {} ms", why, pause);
  }

  private void dead(long now) {
    if (pulse.live) {
      pulse = new Pulse(false, pulse.lastSignAt, now);
    }
  }
}
