#pragma once

#include <protozero/types.hpp>

/// Field numbers on disk, by message. Add at the end; never give a number a second meaning.
namespace gatelens::store::field {

enum ExchangeField : protozero::pbf_tag_type
{
    kRequestId = 1,
    kParentId,
    kSpanId,
    kRequestSource,
    kClientTime,
    kInboundTime,
    kOutboundTime,
    kUrl,
    kClientIp,
    kCache,
    kRequest,
    kResponse,
    kBackendCall,
    kError,
    kPolicyMessage,
    kMetric,
    kRecorded,
    kStep,
    kLogger,
};
enum CaptureField : protozero::pbf_tag_type
{
    kCaptureHeader = 1, ///< name, value, name, value, …
    kCaptureBody,
    kCaptureBodyBytes,
    kCaptureIsCut,
};
enum CallField : protozero::pbf_tag_type
{
    kCallKind = 1,
    kCallSpanId,
    kCallStartedAfter,
    kCallDuration,
    kCallMethod,
    kCallUrl,
    kCallTarget,
    kCallBackendId,
    kCallStatus,
    kCallFailure,
    kCallQueue,
    kCallConnect,
    kCallTls,
    kCallSend,
    kCallFirstByte,
    kCallReceive,
    kCallRequest,
    kCallResponse,
};
enum ErrorField : protozero::pbf_tag_type
{
    kErrorAfter = 1,
    kErrorSource,
    kErrorReason,
    kErrorMessage,
    kErrorScope,
    kErrorSection,
    kErrorPath,
    kErrorPolicyId,
};
enum MessageField : protozero::pbf_tag_type
{
    kMessageAfter = 1,
    kMessageSeverity,
    kMessageSource,
    kMessageText,
    kMessageMetadata, ///< name, value, name, value, …
};
enum MetricField : protozero::pbf_tag_type
{
    kMetricAfter = 1,
    kMetricName,
    kMetricNamespace,
    kMetricValue,
    kMetricDimension, ///< name, value, name, value, …
};
enum RecordedField : protozero::pbf_tag_type
{
    kRecordedAfter = 1,
    kRecordedPolicy,
    kRecordedDestination,
    kRecordedProperty, ///< name, value, name, value, …
    kRecordedBody,
};
enum StepField : protozero::pbf_tag_type
{
    kStepSection = 1,
    kStepScope,
    kStepScopeName,
    kStepPolicy,
    kStepFile,
    kStepLine,
    kStepDepth,
    kStepOutcome,
    kStepStartedAfter,
    kStepDuration,
    kStepSummary,
    kStepDetail,
};
enum LoggedField : protozero::pbf_tag_type
{
    kLoggedHeader = 1, ///< name, value, name, value, …
    kLoggedBody,
    kLoggedIsEmpty, ///< protozero drops empty messages, but their place in a list counts
};
enum LoggerField : protozero::pbf_tag_type
{
    kLoggerId = 1,
    kLoggerScope,
    kLoggerKey,
    kLoggerPercentage,
    kLoggerIsKept,
    kLoggerReason,
    kLoggerSampleRate,
    kLoggerVerbosity,
    kLoggerHasClientIp,
    kLoggerHasMetrics,
    kLoggerIsUrlName,
    kLoggerUrl,
    kLoggerFrontendRequest,
    kLoggerFrontendResponse,
    kLoggerBackendRequest,
    kLoggerBackendResponse,
    kLoggerBackendUrl,
};

} // namespace gatelens::store::field
