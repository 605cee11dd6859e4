// SPDX-License-Identifier: MIT
// Frames of calls as arrays for MessagePack.
// Made by tools/schema/generate.py from server/proto/teahouse.schema. Do not edit.
import { addTables } from './generated'

const enumTable =
  'CallMode: p2p mesh sfu;' +
  'CallSource: audio video screen screen_audio;' +
  'CallState: ringing active ended;' +
  'LegState: invited ringing connecting joined reconnecting left declined busy missed failed;' +
  'SdpType: offer answer rollback;' +
  'CallAct: mute kick'

const structTable =
  'Sdp:type=SdpType sdp;' +
  'CallLeg:leg user state=LegState audio video screen hand joined tried;' +
  'CallInfo:id room kind=CallKind mode=CallMode state=CallState by at answered rev epoch secure legs*CallLeg;' +
  'IceUrl:url;' +
  'IceServer:urls*IceUrl username credential;' +
  'IceConfig:servers*IceServer stun relay until;' +
  'CallSeat:call=CallInfo leg token ice=IceConfig seq;' +
  'SfuSend:mid source=CallSource;' +
  'SfuWant:mid leg source=CallSource;' +
  'SfuLayer:leg source=CallSource layer;' +
  'CallSample:rtt lost jitter concealed fps freezes kbps relay quality'

const opsTable =
  'call.start:193:room kind=CallKind ref offer=Sdp users secure>seat=CallSeat;' +
  'call.ringing:194:call>;' +
  'call.accept:195:call audio video answer=Sdp>seat=CallSeat;' +
  'call.decline:196:call busy>;' +
  'call.join:197:call audio video>seat=CallSeat;' +
  'call.leave:198:call>;' +
  'call.invite:199:call users>call=CallInfo;' +
  'call.signal:200:call to epoch sdp=Sdp candidate last key>;' +
  'call.media:201:call audio video screen hand connected>;' +
  'call.resume:202:call leg token last>seat=CallSeat;' +
  'call.ice:203:>ice=IceConfig;' +
  'call.mod:204:call leg act=CallAct>;' +
  'call.stats:205:call sample=CallSample>;' +
  'call.list:206:>calls*CallInfo;' +
  'call.rate:207:call stars note>;' +
  'call.sfu:208:call epoch sdp sends*SfuSend wants*SfuWant fresh>sdp;' +
  'call.layers:209:call layers*SfuLayer>;' +
  'call.reroute:210:call epoch>call=CallInfo;' +
  'call.test:211:sdp sends*SfuSend wants*SfuWant>sdp'

const pushTable =
  '31:ring=CallInfo from=UserInfo until offer=Sdp leg busy;' +
  '32:ring_stop why=CallEnd;' +
  '33:calls*CallInfo;' +
  '34:signal from to epoch seq sdp=Sdp candidate last key;' +
  '35:call_end why=CallEnd seconds;' +
  '36:mute_please by;' +
  '37:speakers speaking ranked;' +
  '38:layer is=SfuLayer;' +
  '39:sfu_lost why'

addTables(enumTable, structTable, opsTable, pushTable)
