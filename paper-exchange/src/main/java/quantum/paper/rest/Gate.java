package quantum.paper.rest;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quantum.paper.refusal.Refusal;
import tools.jackson.databind.json.JsonMapper;

/**
 * What every request passes on its way in and out: rate limits, the fault that waits for it, key
 * and signature, and the form of a refusal.
 */
final class Gate {
  private static final Logger LOG = LoggerFactory.getLogger(Gate.class);
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Signatures signatures;
  private final RateLimits.Counter counter;
  private final Faults faults;
  private final Calls calls;
  private final LongSupplier wallClock;

  Gate(
      Signatures signatures,
      RateLimits limits,
      Faults faults,
      Calls calls,
      LongSupplier wallClock) {
    this.signatures = signatures;
    this.counter = new RateLimits.Counter(limits);
    this.faults = faults;
    this.calls = calls;
    this.wallClock = wallClock;
  }

  /** Adds an endpoint to the server. */
  void add(RoutesConfig routes, Endpoint endpoint) {
    routes.addHttpHandler(endpoint.method(), endpoint.path(), ctx -> serve(ctx, endpoint));
  }

  /** Refuses what else is asked for under the venue's path. */
  void refuseOthers(RoutesConfig routes) {
    routes.error(
        404,
        ctx -> {
          if (ctx.path().startsWith("/fapi/")) {
            String what = "Path %s, Method %s is invalid";
            json(
                ctx,
                404,
                body(new Refusal(404, -5000, what.formatted(ctx.path(), ctx.method().name()))));
          }
        });
  }

  static String body(Refusal refusal) {
    return JSON.createObjectNode()
        .put("code", refusal.code())
        .put("msg", refusal.message())
        .toString();
  }

  static String message(String text) {
    return JSON.createObjectNode().put("msg", text).toString();
  }

  private void serve(Context ctx, Endpoint endpoint) throws InterruptedException {
    calls.count(endpoint.name());
    long wall = wallClock.getAsLong();
    boolean all = ctx.queryParam("symbol") == null;
    Optional<Refusal> over = counter.weigh(all ? endpoint.weightOfAll() : endpoint.weight(), wall);
    if (endpoint.places()) {
      over = over.or(() -> counter.countOrder(wall));
    }
    RateLimits.Used used = counter.used(wall);
    ctx.header("X-MBX-USED-WEIGHT-1M", Integer.toString(used.weight1m()));
    if (endpoint.access() != Endpoint.Access.PUBLIC) {
      ctx.header("X-MBX-ORDER-COUNT-10S", Integer.toString(used.orders10s()));
      ctx.header("X-MBX-ORDER-COUNT-1M", Integer.toString(used.orders1m()));
    }
    if (over.isPresent()) {
      ctx.header("Retry-After", "10");
      json(ctx, over.get().http(), body(over.get()));
      return;
    }
    Optional<Fault> fault = faults.take(endpoint.name());
    if (fault.isPresent() && !fault.get().delaysAnswer()) {
      Thread.sleep(fault.get().delayMillis());
    }
    Reply reply = reply(ctx, endpoint, fault);
    if (fault.isPresent() && fault.get().delaysAnswer()) {
      Thread.sleep(fault.get().delayMillis());
    }
    switch (fault.map(Fault::shape).orElse(new Fault.Shape.True())) {
      case Fault.Shape.True whole -> json(ctx, reply.http, reply.body);
      case Fault.Shape.Torn torn ->
          json(ctx, reply.http, reply.body.substring(0, reply.body.length() / 2));
      case Fault.Shape.OddFields odd ->
          json(ctx, reply.http, odd.in(JSON.readTree(reply.body)).toString());
      case Fault.Shape.Cut cut -> cut(ctx);
      case Fault.Shape.Answer other -> {
        other.retryAfterSeconds().ifPresent(s -> ctx.header("Retry-After", Integer.toString(s)));
        ctx.status(other.http()).contentType(other.contentType()).result(other.body());
      }
    }
  }

  private record Reply(int http, String body) {}

  /** The true answer; a request that a fault keeps away leaves its trace and gets none. */
  private Reply reply(Context ctx, Endpoint endpoint, Optional<Fault> fault) {
    try {
      Parameters parameters = new Parameters(ctx.queryString(), ctx.body());
      if (fault.isPresent() && !fault.get().reaches()) {
        endpoint.lost().accept(parameters, fault.get().name());
        return new Reply(200, "{}");
      }
      authorize(ctx, endpoint.access(), parameters);
      return new Reply(200, endpoint.action().answer(parameters, fault).toString());
    } catch (RefusedRequest e) {
      return new Reply(e.refusal().http(), body(e.refusal()));
    } catch (RuntimeException e) {
      LOG.error("[PAPER] {} {} failed", ctx.method().name(), ctx.path(), e);
      return new Reply(
          500,
          body(new Refusal(500, -1000, "An unknown error occured while processing the request.")));
    }
  }

  private void authorize(Context ctx, Endpoint.Access access, Parameters parameters) {
    if (access == Endpoint.Access.PUBLIC) {
      return;
    }
    Optional<Refusal> refusal =
        signatures.checkKey(Optional.ofNullable(ctx.header("X-MBX-APIKEY")));
    if (access == Endpoint.Access.SIGNED) {
      refusal = refusal.or(() -> signatures.check(parameters, wallClock.getAsLong()));
    }
    refusal.ifPresent(
        r -> {
          throw new RefusedRequest(r);
        });
  }

  private static void json(Context ctx, int http, String body) {
    ctx.status(http).contentType("application/json").result(body);
  }

  /** Closes the connection under the request, so that its caller never hears what became of it. */
  private static void cut(Context ctx) {
    ServletContextRequest.getServletContextRequest(ctx.req())
        .getConnectionMetaData()
        .getConnection()
        .getEndPoint()
        .close();
  }
}
