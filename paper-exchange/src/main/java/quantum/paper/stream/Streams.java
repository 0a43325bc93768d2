package quantum.paper.stream;

import io.javalin.config.RoutesConfig;
import io.javalin.websocket.WsConfig;
import io.javalin.websocket.WsConnectContext;
import io.javalin.websocket.WsMessageContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.eclipse.jetty.websocket.api.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quantum.kernel.value.Symbol;
import quantum.paper.account.AlgoOrder;
import quantum.paper.account.Income;
import quantum.paper.account.PaperAccount;
import quantum.paper.account.PaperPosition;
import quantum.paper.account.Placement;
import quantum.paper.exchange.Bar;
import quantum.paper.exchange.Exchange;
import quantum.paper.exchange.ExchangeListener;
import quantum.paper.exchange.PriceEvent;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The WebSocket side: {@code /market} for prices and bars, {@code /private} for the account.
 *
 * <p>One thread sends everything, in the order the exchange told it, so no subscriber sees a fill
 * before the price it filled at, unless that price is held back. It waits for each event to be
 * handed to the network; a subscriber that does not take it within {@value
 * Subscriber#PATIENCE_SECONDS} s is disconnected, as the venue does with slow ones. Orders do not
 * wait for subscribers: the exchange only queues.
 */
public final class Streams implements ExchangeListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Streams.class);
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String ALL_MARKS = "!markPrice@arr";

  private final ExecutorService sender =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("paper-streams").daemon(true).factory());
  private final Map<Session, Subscriber> market = new ConcurrentHashMap<>();
  private final Listeners listeners;
  private final LongSupplier wallClock;
  private volatile long silentUntilMillis = Long.MIN_VALUE;

  public Streams(String listenKey, LongSupplier wallClock) {
    this.listeners = new Listeners(listenKey);
    this.wallClock = wallClock;
  }

  /**
   * Adds the endpoints to the server.
   *
   * @param listening whether the listen key is in force
   */
  public void register(RoutesConfig routes, Exchange exchange, BooleanSupplier listening) {
    for (String path : List.of("/market/ws", "/market/ws/<streams>", "/market/stream")) {
      routes.ws(path, socket -> market(socket, path.equals("/market/stream"), exchange));
    }
    for (String path : List.of("/private/ws", "/private/ws/{key}", "/private/stream")) {
      routes.ws(
          path, socket -> listeners.register(socket, path.equals("/private/stream"), listening));
    }
  }

  @Override
  public void priced(PriceEvent event) {
    queue(() -> send(event, market.values()));
  }

  @Override
  public void barred(Symbol symbol, Bar bar, long nowMillis) {
    queue(() -> Subscriber.await(send(symbol, bar, nowMillis, market.values())));
  }

  @Override
  public void traded(Placement.Accepted placed, PaperAccount account, PaperPosition position) {
    // built now, because the account goes on while the queue is worked off
    List<ObjectNode> events = StreamPayloads.trading(placed, account, position);
    queue(() -> events.forEach(listeners::send));
  }

  @Override
  public void algoChanged(AlgoOrder order) {
    ObjectNode event = AlgoPayloads.update(order);
    queue(() -> listeners.send(event));
  }

  @Override
  public void paid(Income income, PaperAccount account) {
    ObjectNode event = StreamPayloads.paid(income, account);
    queue(() -> listeners.send(event));
  }

  @Override
  public void leverageChanged(Symbol symbol, int leverage, long nowMillis) {
    queue(() -> listeners.send(StreamPayloads.leverageUpdate(symbol, leverage, nowMillis)));
  }

  /** Returns when everything told so far was handed to the network. */
  public void flush() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    queue(() -> done.complete(null));
    try {
      done.get(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      throw new IllegalStateException("the streams did not take the events within 60 s", e);
    }
  }

  /** Tells the account's listeners that their key ended; they stay connected and hear no more. */
  public void endListening(long nowMillis) {
    queue(() -> listeners.end(nowMillis));
  }

  /** Cuts every connection of {@code /market} or {@code /private} without a farewell. */
  public void disconnect(boolean privateOnes) {
    if (privateOnes) {
      listeners.disconnect();
    } else {
      market.keySet().forEach(Session::disconnect);
    }
  }

  /** Sends no prices for a while although the connections stay open. */
  public void silence(long millis) {
    silentUntilMillis = wallClock.getAsLong() + millis;
  }

  public int marketConnections() {
    return market.size();
  }

  /** Streams that somebody listens to, each counted for each listener. */
  public int marketStreams() {
    return market.values().stream().mapToInt(subscriber -> subscriber.wanted().size()).sum();
  }

  /** Those of the account's with a key in force. */
  public int privateConnections() {
    return listeners.size();
  }

  /** All that are open: prices and account, with those that hear nothing. */
  public int openConnections() {
    return market.size() + listeners.open();
  }

  @Override
  public void close() {
    sender.shutdownNow();
  }

  private void market(WsConfig socket, boolean combined, Exchange exchange) {
    socket.onConnect(
        ctx -> {
          Subscriber subscriber = new Subscriber(ctx.session, combined);
          Subscriber.keepOpen(ctx);
          subscribe(exchange, subscriber, requestedStreams(ctx));
        });
    socket.onMessage(
        ctx ->
            Optional.ofNullable(market.get(ctx.session))
                .ifPresent(subscriber -> control(exchange, subscriber, ctx)));
    socket.onClose(ctx -> market.remove(ctx.session));
    socket.onError(ctx -> market.remove(ctx.session));
  }

  private static List<String> requestedStreams(WsConnectContext ctx) {
    Map<String, String> path = ctx.pathParamMap();
    return Subscriber.names(
        path.containsKey("streams") ? path.get("streams") : ctx.queryParam("streams"));
  }

  /** Answers SUBSCRIBE, UNSUBSCRIBE and LIST_SUBSCRIPTIONS frames. */
  private void control(Exchange exchange, Subscriber subscriber, WsMessageContext ctx) {
    JsonNode frame;
    try {
      frame = JSON.readTree(ctx.message());
    } catch (JacksonException e) {
      queue(
          () -> Subscriber.await(List.of(subscriber.send(error(2, "Invalid JSON: parse error")))));
      return;
    }
    List<String> params = new ArrayList<>();
    frame.path("params").forEach(param -> params.add(param.asString()));
    ObjectNode answer = JSON.createObjectNode();
    switch (frame.path("method").asString("")) {
      case "SUBSCRIBE" -> {
        answer.putNull("result").set("id", frame.path("id"));
        queue(() -> Subscriber.await(List.of(subscriber.send(answer.toString()))));
        subscribe(exchange, subscriber, params);
      }
      case "UNSUBSCRIBE" -> {
        List<String> names = params.stream().map(Streams::canonical).toList();
        names.forEach(subscriber.wanted()::remove);
        answer.putNull("result").set("id", frame.path("id"));
        queue(
            () -> {
              names.forEach(subscriber.streams()::remove);
              Subscriber.await(List.of(subscriber.send(answer.toString())));
            });
      }
      case "LIST_SUBSCRIPTIONS" -> {
        subscriber.wanted().forEach(answer.putArray("result")::add);
        answer.set("id", frame.path("id"));
        queue(() -> Subscriber.await(List.of(subscriber.send(answer.toString()))));
      }
      default ->
          queue(() -> Subscriber.await(List.of(subscriber.send(error(2, "Invalid request")))));
    }
  }

  private static String error(int code, String message) {
    ObjectNode answer = JSON.createObjectNode();
    answer.putObject("error").put("code", code).put("msg", message);
    return answer.toString();
  }

  /**
   * Adds streams; the present price of each, once it is told, is their first event, as a second's
   * wait would bring it. The exchange stands still meanwhile, so no price is missed and none comes
   * twice.
   */
  private void subscribe(Exchange exchange, Subscriber subscriber, List<String> names) {
    exchange.ask(
        account -> {
          market.put(subscriber.session(), subscriber);
          Set<String> fresh = new TreeSet<>();
          for (String name : names) {
            if (subscriber.wanted().add(canonical(name))) {
              fresh.add(canonical(name));
            }
          }
          List<PriceEvent> present = exchange.toldPrices();
          queue(
              () -> {
                present.forEach(event -> send(event, List.of(subscriber.only(fresh))));
                subscriber.streams().addAll(fresh);
              });
          return null;
        });
  }

  /** Stream names in lower case, without the update speed: {@code btcusdt@markprice}. */
  private static String canonical(String stream) {
    String name = stream.toLowerCase(Locale.ROOT);
    return name.endsWith("@1s") ? name.substring(0, name.length() - 3) : name;
  }

  private void send(PriceEvent event, Iterable<Subscriber> subscribers) {
    List<CompletableFuture<Void>> sent = new ArrayList<>();
    String mark = event.symbol().name().toLowerCase(Locale.ROOT) + "@markprice";
    Supplier<JsonNode> payload = once(() -> StreamPayloads.markPrice(event));
    for (Subscriber subscriber : heeded(subscribers)) {
      if (subscriber.streams().contains(mark)) {
        sent.add(subscriber.send(subscriber.wrap(markName(event.symbol()), payload.get())));
      }
      if (subscriber.streams().contains(ALL_MARKS.toLowerCase(Locale.ROOT))) {
        JsonNode array = JSON.createArrayNode().add(payload.get());
        sent.add(subscriber.send(subscriber.wrap(ALL_MARKS + "@1s", array)));
      }
    }
    event
        .bar()
        .ifPresent(bar -> sent.addAll(send(event.symbol(), bar, event.timeMillis(), subscribers)));
    Subscriber.await(sent);
  }

  private List<CompletableFuture<Void>> send(
      Symbol symbol, Bar bar, long timeMillis, Iterable<Subscriber> subscribers) {
    List<CompletableFuture<Void>> sent = new ArrayList<>();
    String name =
        symbol.name().toLowerCase(Locale.ROOT)
            + "@kline_"
            + StreamPayloads.intervalName(bar.intervalMillis());
    Supplier<JsonNode> payload = once(() -> StreamPayloads.kline(symbol, bar, timeMillis));
    for (Subscriber subscriber : heeded(subscribers)) {
      if (subscriber.streams().contains(name)) {
        sent.add(subscriber.send(subscriber.wrap(name, payload.get())));
      }
    }
    return sent;
  }

  /** Nobody, while the streams are to be silent. */
  private Iterable<Subscriber> heeded(Iterable<Subscriber> subscribers) {
    return wallClock.getAsLong() < silentUntilMillis ? List.of() : subscribers;
  }

  private static String markName(Symbol symbol) {
    return symbol.name().toLowerCase(Locale.ROOT) + "@markPrice@1s";
  }

  private static Supplier<JsonNode> once(Supplier<JsonNode> make) {
    JsonNode[] made = new JsonNode[1];
    return () -> {
      if (made[0] == null) {
        made[0] = make.get();
      }
      return made[0];
    };
  }

  private void queue(Runnable task) {
    try {
      sender.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("[PAPER] stopping: an event is not sent any more");
    }
  }
}
