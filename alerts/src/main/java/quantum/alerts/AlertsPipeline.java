package quantum.alerts;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import quantum.alerts.decide.AlertDesk;
import quantum.alerts.decide.Board;
import quantum.alerts.decide.Incident;
import quantum.alerts.decide.Step;
import quantum.alerts.decide.Words;
import quantum.contracts.Alarm;
import quantum.contracts.Alert;
import quantum.contracts.ApplyResult;
import quantum.contracts.Decoded;
import quantum.contracts.FeedEvent;
import quantum.contracts.Hand;
import quantum.contracts.HealthRecord;
import quantum.contracts.HeardAlert;
import quantum.contracts.PriceUpdate;
import quantum.runtime.BatchDecider;
import quantum.runtime.Commit;
import quantum.runtime.Message;
import quantum.runtime.Redis;
import quantum.runtime.StreamEntry;

/**
 * decode → decide → messages into the outboxes, the board, acknowledgements: one commit. Sending is
 * somebody else's: no answer of a channel holds this loop up.
 */
final class AlertsPipeline implements BatchDecider<Known, Heard> {
  private static final long LOOK_MILLIS = 10_000;

  private final AlertsSettings settings;
  private final Redis redis;
  private final Clock clock;
  private final AlertDesk desk;
  private final Shelf shelf;
  private final DayReader day;
  private final Runnable whenPosted;

  /**
   * @param whenPosted called after messages were put into the outboxes
   */
  AlertsPipeline(AlertsSettings settings, Redis redis, Clock clock, Runnable whenPosted) {
    this.settings = settings;
    this.redis = redis;
    this.clock = clock;
    this.desk = new AlertDesk(settings.rules());
    this.shelf = new Shelf(settings.names(), settings.channels());
    this.day = new DayReader(redis, settings.names());
    this.whenPosted = whenPosted;
  }

  @Override
  public Decoded<Heard> decode(StreamEntry entry) {
    if (entry.stream().equals(settings.names().alert())) {
      return HeardAlert.decode(entry.fields(), entry.idMillis()).map(Heard.Said::new);
    }
    return new Decoded.Ok<>(
        switch (FeedEvent.decode(entry.fields(), entry.id())) {
          case Decoded.Ok<FeedEvent>(ApplyResult result, _)
              when result.source().equals(ApplyResult.SOURCE_RECONCILE) ->
              new Heard.Corrected(result);
          case Decoded.Ok<FeedEvent>(ApplyResult _, _) -> new Heard.Other();
          case Decoded.Ok<FeedEvent>(PriceUpdate _, _) -> new Heard.Other();
          case Decoded.Bad<FeedEvent> _ -> new Heard.Other(); // those who act on it put it aside
        });
  }

  @Override
  public Known prepare(Known known, List<Message<Heard>> batch) {
    return known.board().isPresent() ? known : known.with(shelf.board(redis, clock.millis()));
  }

  @Override
  public Known decide(Known known, Message<Heard> message, Hand hand, Commit commit) {
    Board board = known.board().orElseThrow();
    if (message.entry().idMillis() < board.sinceMillis()) {
      return known; // said before anybody listened
    }
    return switch (message.value()) {
      case Heard.Said(HeardAlert alert) ->
          known.with(post(desk.hear(board, alert, message.entry().id(), clock.millis()), commit));
      case Heard.Corrected(ApplyResult result) -> {
        commit.publish(settings.names().alert(), Alert.KEPT, drift(result).encode());
        yield known;
      }
      case Heard.Other _ -> known;
    };
  }

  /** It comes back by the stream as any other, and stands there for everybody. */
  private Alert drift(ApplyResult result) {
    long now = clock.millis();
    Alarm.Cause cause =
        Alarm.DRIFT.of(result.symbol(), result.execution().orderId().orElse(result.action()));
    String what =
        result.action()
            + result.side().map(side -> " " + side).orElse("")
            + " "
            + result.execution().filledQty()
            + result.execution().price().map(price -> " @ " + price).orElse("");
    return new Alert(cause, Alerts.SERVICE, Words.clean(cause.text(what), 300), now, 1, false, now);
  }

  private Board post(Step step, Commit commit) {
    if (!step.messages().isEmpty()) {
      shelf.post(step.messages(), commit);
      commit.afterwards(whenPosted);
    }
    return step.board();
  }

  @Override
  public Known finish(Known known, Commit commit) {
    Board before = known.board().orElseThrow();
    Board settled = post(desk.settle(before, clock.millis()), commit);
    shelf.keep(settled, commit);
    return known.with(settled);
  }

  /** What the clock brings about. */
  @Override
  public Known idle(Known known, Hand hand, Commit commit) {
    long now = clock.millis();
    Board before = known.board().orElseGet(() -> shelf.board(redis, clock.millis()));
    Board board = before;
    Known next = known;
    if (Math.abs(now - known.lookedMillis()) >= LOOK_MILLIS) {
      board = desk.restarted(board, startsOf(board.standing().values()), now);
      next = next.lookedAt(now);
    }
    board = post(desk.settle(board, now), commit);
    Optional<String> date = summaryDue(board, now);
    if (date.isPresent()) {
      board =
          board.summarized().isEmpty()
              ? board.summarized(date.get()) // nothing was heard of that day yet
              : post(desk.summary(board, day.read(now), date.get(), now), commit);
    }
    if (!board.equals(before)) {
      shelf.keep(board, commit);
    }
    return next.with(board);
  }

  /** The date whose summary is due and was not sent. */
  private Optional<String> summaryDue(Board board, long now) {
    if (settings.summaryAt().isEmpty()) {
      return Optional.empty();
    }
    ZonedDateTime here = Instant.ofEpochMilli(now).atZone(settings.zone());
    LocalDate newest =
        here.toLocalTime().isBefore(settings.summaryAt().get())
            ? here.toLocalDate().minusDays(1)
            : here.toLocalDate();
    return Optional.of(newest.toString()).filter(date -> date.compareTo(board.summarized()) > 0);
  }

  private Map<String, Long> startsOf(Iterable<Incident> standing) {
    Set<String> services = new TreeSet<>();
    standing.forEach(one -> services.add(one.service()));
    Map<String, Long> starts = new TreeMap<>();
    for (String service : services) {
      String key = settings.names().health(service);
      if (service.matches("[a-z0-9-]{1,40}") && redis.commands().type(key).equals("hash")) {
        Decoded<Optional<HealthRecord>> health = HealthRecord.decode(redis.commands().hgetall(key));
        if (health instanceof Decoded.Ok<Optional<HealthRecord>>(Optional<HealthRecord> it, _)) {
          it.ifPresent(there -> starts.put(service, there.startedAtMillis()));
        }
      }
    }
    return starts;
  }
}
