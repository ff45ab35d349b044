import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post, Put, Query, Req, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  findWebhook,
  listWebhookDeliveries,
  listWebhookHosts,
  listWebhooks,
  WebhooksWriter,
  type AddressFault,
  type WebhookAsked,
  type WebhookRecord,
  type WebhookWithSecret,
} from '@tregua/store';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import { actorOf } from '../http/actor.js';
import { personOf } from '../http/authentication.js';
import { Allow } from '../http/authorization.guard.js';
import { uuidOf } from '../http/ids.js';
import { PageParams } from '../http/list.params.js';
import { linkNext } from '../http/page.js';
import { Problem } from '../http/problem.js';
import type { Reply, Request } from '../http/request.js';
import { refused } from '../http/sentences.js';
import { ChangeWebhookRequest, HOST, RegisterWebhookRequest } from './webhooks.params.js';
import { deliveryView, WebhookDeliveriesPage, WebhookHostView, WebhookSecretView, webhookView, WebhookView } from './webhooks.view.js';

/** Webhooks and the hosts that may be called: the administrator's, who sees codes and times, and nothing that was said. */
@ApiTags('webhooks')
@Controller('api/v1')
export class WebhooksController {
  constructor(
    @Inject(API_OPTIONS) private readonly options: ApiOptions,
    private readonly webhooks: WebhooksWriter,
  ) {}

  @Get('webhook-hosts')
  @Allow(['administrator'])
  @ApiOperation({ summary: 'Hosts that webhooks may be at' })
  @ApiOkResponse({ type: [WebhookHostView] })
  async hosts(): Promise<WebhookHostView[]> {
    return (await listWebhookHosts(this.options.dataSource)).map((host) => ({ host }));
  }

  @Put('webhook-hosts/:host')
  @HttpCode(204)
  @Allow(['administrator'])
  @ApiOperation({ summary: 'Allow a host: a name alone means port 443' })
  @ApiNoContentResponse()
  async allow(@Param('host') host: string, @Req() request: Request): Promise<void> {
    await this.webhooks.allowHost(hostOf(host), actorOf(personOf(request)));
  }

  @Delete('webhook-hosts/:host')
  @HttpCode(204)
  @Allow(['administrator'])
  @ApiOperation({ summary: 'Allow a host no longer: nothing there is called from now on' })
  @ApiNoContentResponse()
  async forbid(@Param('host') host: string, @Req() request: Request): Promise<void> {
    if (!(await this.webhooks.forbidHost(hostOf(host), actorOf(personOf(request))))) throw new Problem('not-found');
  }

  @Get('webhooks')
  @Allow(['administrator'])
  @ApiOperation({ summary: 'Webhooks, in the order of their making' })
  @ApiOkResponse({ type: [WebhookView] })
  async list(): Promise<WebhookView[]> {
    return (await listWebhooks(this.options.dataSource)).map(webhookView);
  }

  @Post('webhooks')
  @Allow(['administrator'])
  @ApiOperation({ summary: 'Register a webhook; its secret is made here and shown once' })
  @ApiCreatedResponse({ type: WebhookSecretView })
  async register(
    @Body() { label, url, audiences, party }: RegisterWebhookRequest,
    @Req() request: Request,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<WebhookSecretView> {
    const webhook = { label, url, audiences, ...(party === undefined ? {} : { party }) };
    const made = secretOf(await this.webhooks.register(webhook, actorOf(personOf(request))));
    void reply.header('location', `/api/v1/webhooks/${made.id}`).header('cache-control', 'no-store');
    return made;
  }

  @Get('webhooks/:id')
  @Allow(['administrator'])
  @ApiOperation({ summary: 'One webhook' })
  @ApiOkResponse({ type: WebhookView })
  async get(@Param('id') id: string): Promise<WebhookView> {
    return webhookView(await this.webhook(id));
  }

  @Patch('webhooks/:id')
  @HttpCode(204)
  @Allow(['administrator'])
  @ApiOperation({ summary: 'Disable or enable' })
  @ApiNoContentResponse()
  async change(@Param('id') id: string, @Body() { status }: ChangeWebhookRequest, @Req() request: Request): Promise<void> {
    const written = await this.webhooks.setStatus(uuidOf(id), status, actorOf(personOf(request)));
    if (written.status === 'unknown') throw new Problem('not-found');
    if (written.status === 'refused') throw addressProblem(written.fault, '/status');
  }

  @Post('webhooks/:id/secret')
  @HttpCode(200)
  @Allow(['administrator'])
  @ApiOperation({ summary: 'Make a new secret, shown once; for 24 hours messages are signed under the one before as well' })
  @ApiOkResponse({ type: WebhookSecretView })
  async rotate(@Param('id') id: string, @Req() request: Request, @Res({ passthrough: true }) reply: Reply): Promise<WebhookSecretView> {
    const made = secretOf(await this.webhooks.rotateSecret(uuidOf(id), actorOf(personOf(request))));
    void reply.header('cache-control', 'no-store');
    return made;
  }

  @Get('webhooks/:id/deliveries')
  @Allow(['administrator'])
  @ApiOperation({ summary: 'What came of each call, newest first' })
  @ApiOkResponse({ type: WebhookDeliveriesPage })
  async deliveries(
    @Param('id') id: string,
    @Query() query: PageParams,
    @Req() request: Request,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<WebhookDeliveriesPage> {
    await this.webhook(id);
    const { cursor, limit } = query;
    const page = await listWebhookDeliveries(this.options.dataSource, id, {
      ...(cursor === undefined ? {} : { cursor }),
      ...(limit === undefined ? {} : { limit }),
    });
    linkNext(request, reply, page.next ?? null);
    return { items: page.items.map(deliveryView), next: page.next ?? null };
  }

  @Post('webhooks/:id/test')
  @HttpCode(202)
  @Allow(['administrator'])
  @ApiOperation({ summary: 'Ask for a test: it goes the way of every notice, and what comes of it is in the log' })
  @ApiAcceptedResponse()
  async test(@Param('id') id: string, @Req() request: Request): Promise<void> {
    askedOf(await this.webhooks.askTest(uuidOf(id), actorOf(personOf(request))));
  }

  @Post('webhooks/:id/notices/:notice/replay')
  @HttpCode(202)
  @Allow(['administrator'])
  @ApiOperation({ summary: 'Send a notice to this webhook once more, under the id that it had' })
  @ApiAcceptedResponse()
  async replay(@Param('id') id: string, @Param('notice') notice: string, @Req() request: Request): Promise<void> {
    askedOf(await this.webhooks.replay(uuidOf(id), uuidOf(notice), actorOf(personOf(request))));
  }

  private async webhook(id: string): Promise<WebhookRecord> {
    const webhook = await findWebhook(this.options.dataSource, uuidOf(id));
    if (webhook === undefined) throw new Problem('not-found');
    return webhook;
  }
}

function hostOf(text: string): string {
  const host = text.toLowerCase();
  if (HOST.test(host)) return host.replace(/:443$/, '');
  throw new Problem('shape-is-wrong', {
    errors: [refused('isHost', { parameter: 'host' })],
  });
}

function secretOf(made: WebhookWithSecret): WebhookSecretView {
  if (made.status === 'unknown') throw new Problem('not-found');
  if (made.status === 'refused') throw addressProblem(made.fault, '/url');
  return { id: made.id, secret: made.secret };
}

function askedOf(asked: WebhookAsked): void {
  if (asked === 'unknown') throw new Problem('not-found');
  if (asked === 'underWay') throw new Problem('state-does-not-allow', { errors: [refused('noticeIsThrough')] });
  if (asked === 'disabled') throw new Problem('state-does-not-allow', { errors: [refused('webhookIsEnabled')] });
}

function addressProblem(fault: AddressFault, pointer: string): Problem {
  return new Problem('guards-are-unmet', { errors: [refused(fault, { pointer })] });
}
